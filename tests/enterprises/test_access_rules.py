"""Who enters a page: every state of every part, one reason each."""

from dataclasses import dataclass, field

import pytest

from enterprises.rules.access import Decision, Reason, may_enter
from enterprises.states import EnterpriseState, MemberRole, MemberState


@dataclass
class Firm:
    state: str = EnterpriseState.ACTIVE


@dataclass
class Person:
    role: str = MemberRole.RSE
    state: str = MemberState.ACTIVE
    enterprise: Firm = field(default_factory=Firm)

    @property
    def is_rse(self) -> bool:
        return self.role == MemberRole.RSE


MEMBER_REASONS = {
    MemberState.CREATED: Reason.MEMBER_CREATED,
    MemberState.ACTIVE: Reason.ALLOWED,
    MemberState.SUSPENDED: Reason.MEMBER_SUSPENDED,
    MemberState.REVOKED: Reason.MEMBER_REVOKED,
}
ENTERPRISE_REASONS = {
    EnterpriseState.PENDING: Reason.ENTERPRISE_PENDING,
    EnterpriseState.ACTIVE: Reason.ALLOWED,
    EnterpriseState.SUSPENDED: Reason.ENTERPRISE_INACTIVE,
    EnterpriseState.INACTIVE: Reason.ENTERPRISE_INACTIVE,
}


def test_only_one_reason_allows() -> None:
    assert [reason for reason in Reason if Decision(reason).allowed] == [Reason.ALLOWED]


@pytest.mark.parametrize("enterprise", EnterpriseState)
@pytest.mark.parametrize("state", MemberState)
def test_an_active_member_of_an_active_enterprise_enters(state: MemberState, enterprise: EnterpriseState) -> None:
    expected = MEMBER_REASONS[state] if state != MemberState.ACTIVE else ENTERPRISE_REASONS[enterprise]
    assert may_enter(Person(state=state, enterprise=Firm(enterprise))).reason == expected


def test_nobody_enters_without_a_membership() -> None:
    assert may_enter(None).reason == Reason.NO_MEMBERSHIP


@pytest.mark.parametrize(("role", "allowed"), [(MemberRole.RSE, True), (MemberRole.USER, False)])
def test_a_page_of_the_rse_refuses_a_user(role: str, allowed: bool) -> None:
    decision = may_enter(Person(role=role), roles={MemberRole.RSE})
    assert (decision.allowed, decision.reason) == (allowed, Reason.ALLOWED if allowed else Reason.ROLE_NEEDED)


def test_a_paper_form_not_processed_closes_the_page() -> None:
    assert may_enter(Person(), lew4_pending=True).reason == Reason.LEW4_PENDING
