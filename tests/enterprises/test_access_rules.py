"""Who enters a page, who opens a service: every state of every part, one reason each."""

from dataclasses import dataclass, field

import pytest

from accounts.states import Portal
from enterprises.rules.access import Decision, Reason, may_enter, may_open
from enterprises.states import EnrolmentState, EnterpriseState, MemberRole, MemberState
from ministry_services.states import ServiceState


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


@dataclass
class Service:
    portal: str = Portal.ENTERPRISES
    state: str = ServiceState.OPEN


@dataclass
class Enrolment:
    state: str = EnrolmentState.ACTIVE


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
ENROLMENT_REASONS = {
    EnrolmentState.IN_PROGRESS: Reason.ENROLMENT_IN_PROGRESS,
    EnrolmentState.ACTIVE: Reason.ALLOWED,
    EnrolmentState.REFUSED: Reason.ENROLMENT_REFUSED,
    EnrolmentState.WITHDRAWN: Reason.ENROLMENT_ENDED,
    EnrolmentState.DEACTIVATED: Reason.ENROLMENT_ENDED,
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


@pytest.mark.parametrize("state", EnrolmentState)
def test_the_rse_opens_a_service_of_an_active_enrolment_only(state: EnrolmentState) -> None:
    assert may_open(Person(), Service(), enrolment=Enrolment(state)).reason == ENROLMENT_REASONS[state]


def test_a_service_never_asked_for_is_not_opened() -> None:
    assert may_open(Person(), Service(), enrolment=None).reason == Reason.NOT_ENROLLED


@pytest.mark.parametrize(("assigned", "reason"), [(False, Reason.NO_ASSIGNMENT), (True, Reason.ALLOWED)])
def test_a_user_opens_a_service_only_when_assigned(assigned: bool, reason: Reason) -> None:
    user = Person(role=MemberRole.USER)
    assert may_open(user, Service(), enrolment=Enrolment(), is_assigned=assigned).reason == reason


@pytest.mark.parametrize("state", [ServiceState.MAINTENANCE, ServiceState.CLOSED])
def test_a_closed_service_is_not_opened(state: ServiceState) -> None:
    assert may_open(Person(), Service(state=state), enrolment=Enrolment()).reason == Reason.SERVICE_CLOSED


def test_a_service_of_citizens_is_never_opened_here() -> None:
    service = Service(portal=Portal.CITIZENS)
    assert may_open(Person(), service, enrolment=Enrolment()).reason == Reason.OTHER_PORTAL


@pytest.mark.parametrize("state", [state for state in MemberState if state != MemberState.ACTIVE])
def test_an_inactive_member_opens_nothing(state: MemberState) -> None:
    assert may_open(Person(state=state), Service(), enrolment=Enrolment()).reason == MEMBER_REASONS[state]


@pytest.mark.parametrize("state", [state for state in EnterpriseState if state != EnterpriseState.ACTIVE])
def test_an_inactive_enterprise_opens_nothing(state: EnterpriseState) -> None:
    member = Person(enterprise=Firm(state))
    assert may_open(member, Service(), enrolment=Enrolment()).reason == ENTERPRISE_REASONS[state]


def test_a_paper_form_not_processed_closes_the_services() -> None:
    assert may_open(Person(), Service(), enrolment=Enrolment(), lew4_pending=True).reason == Reason.LEW4_PENDING
