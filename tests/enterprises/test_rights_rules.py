"""The effective right: every part that may refuse, each with its reason; then days, tasks and sums."""

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.states import Portal
from enterprises.models import Enterprise, Member
from enterprises.rules.access import Reason
from enterprises.rules.procurations import Days
from enterprises.rules.rights import Grant, Right, RightFacts, decide
from enterprises.states import (
    AssignmentState,
    EnrolmentState,
    EnterpriseState,
    MemberRole,
    MemberState,
    ProcurationState,
)
from ministry_services.models import OnlineService
from ministry_services.states import ServiceState

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
YEAR = Days(TODAY - 30 * DAY, TODAY + 335 * DAY)


def firm(state: str = EnterpriseState.ACTIVE) -> Enterprise:
    return Enterprise(name="Ferme du Ruisseau inc.", state=state)


def rse(enterprise: Enterprise | None = None, **changes: Any) -> Member:
    values = {"role": MemberRole.RSE, "state": MemberState.ACTIVE, **changes}
    return Member(enterprise=enterprise or firm(), **values)


def user(enterprise: Enterprise | None = None) -> Member:
    return rse(enterprise, role=MemberRole.USER)


def grant(**changes: Any) -> Grant:
    values: dict[str, Any] = {
        "assignment_state": AssignmentState.GRANTED,
        "assignment_days": YEAR,
        "procuration_state": ProcurationState.GRANTED,
        "procuration_days": YEAR,
        **changes,
    }
    return Grant(**values)


def right(member: Member | None, *grants: Grant, on: date = TODAY, **changes: Any) -> Right:
    service = OnlineService(portal=changes.pop("portal", Portal.ENTERPRISES), state=changes.pop("service", "open"))
    values: dict[str, Any] = {
        "grantor": member.enterprise if member else None,
        "enrolment_state": EnrolmentState.ACTIVE,
        "grants": grants,
        **changes,
    }
    return decide(RightFacts(member, service, **values), on=on)


ENROLMENT_REASONS = {
    None: Reason.NOT_ENROLLED,
    EnrolmentState.IN_PROGRESS: Reason.ENROLMENT_IN_PROGRESS,
    EnrolmentState.ACTIVE: Reason.ALLOWED,
    EnrolmentState.REFUSED: Reason.ENROLMENT_REFUSED,
    EnrolmentState.WITHDRAWN: Reason.ENROLMENT_ENDED,
    EnrolmentState.DEACTIVATED: Reason.ENROLMENT_ENDED,
}


@pytest.mark.parametrize("state", ENROLMENT_REASONS)
def test_the_rse_opens_a_service_of_an_active_enrolment_only(state: str | None) -> None:
    assert right(rse(), enrolment_state=state).reason == ENROLMENT_REASONS[state]


def test_the_right_of_an_rse_has_neither_end_nor_restriction() -> None:
    assert right(rse()) == Right(Reason.ALLOWED)


def test_a_service_of_citizens_is_never_opened_here() -> None:
    assert right(rse(), portal=Portal.CITIZENS).reason == Reason.OTHER_PORTAL


@pytest.mark.parametrize("state", [ServiceState.MAINTENANCE, ServiceState.CLOSED])
def test_a_closed_service_is_not_opened(state: str) -> None:
    assert right(rse(), service=state).reason == Reason.SERVICE_CLOSED
    assert right(user(), grant(), service=state).reason == Reason.SERVICE_CLOSED
    assert right(user(), service=state).reason == Reason.NO_ASSIGNMENT


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (MemberState.CREATED, Reason.MEMBER_CREATED),
        (MemberState.SUSPENDED, Reason.MEMBER_SUSPENDED),
        (MemberState.REVOKED, Reason.MEMBER_REVOKED),
    ],
)
def test_an_inactive_member_opens_nothing(state: str, reason: Reason) -> None:
    assert right(rse(state=state), grant()).reason == reason
    assert right(rse(state=state, role=MemberRole.USER), grant()).reason == reason


@pytest.mark.parametrize("state", [state for state in EnterpriseState if state != EnterpriseState.ACTIVE])
def test_an_inactive_enterprise_opens_nothing(state: str) -> None:
    assert not right(rse(firm(state)), grant()).allowed
    assert right(user(), grant(), grantor=firm(state)).reason == Reason.ENTERPRISE_INACTIVE


def test_nobody_without_a_membership_opens_anything() -> None:
    assert right(None).reason == Reason.NO_MEMBERSHIP


def test_a_paper_form_not_processed_closes_the_services() -> None:
    assert right(rse(), lew4_pending=True).reason == Reason.LEW4_PENDING


def test_a_user_opens_a_service_only_when_assigned() -> None:
    assert right(user()).reason == Reason.NO_ASSIGNMENT
    granted = right(user(), grant())
    assert (granted.reason, granted.tasks, granted.until) == (Reason.ALLOWED, None, YEAR.ends_on)


@pytest.mark.parametrize(("offset", "allowed"), [(-31, False), (-30, True), (335, True), (336, False)])
def test_the_first_and_the_last_day_count_whole(offset: int, allowed: bool) -> None:
    assert right(user(), grant(), on=TODAY + offset * DAY).allowed is allowed


LATER, BEFORE = Days(TODAY + DAY, TODAY + 9 * DAY), Days(TODAY - 9 * DAY, TODAY - DAY)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"assignment_days": LATER}, Reason.GRANT_UPCOMING),
        ({"procuration_days": LATER}, Reason.GRANT_UPCOMING),
        ({"assignment_days": BEFORE}, Reason.GRANT_EXPIRED),
        ({"procuration_days": BEFORE}, Reason.GRANT_EXPIRED),
        ({"assignment_state": AssignmentState.REVOKED}, Reason.GRANT_REVOKED),
        ({"procuration_state": ProcurationState.REVOKED}, Reason.GRANT_REVOKED),
        ({"procuration_state": ProcurationState.DECLINED}, Reason.GRANT_REVOKED),
        ({"procuration_state": ProcurationState.OFFERED}, Reason.GRANT_UPCOMING),
        ({"scope_ended": True}, Reason.GRANT_REVOKED),
    ],
)
def test_whatever_is_not_in_force_says_why(changes: dict[str, Any], reason: Reason) -> None:
    assert right(user(), grant(**changes)).reason == reason


def test_a_right_to_come_is_told_before_one_that_is_gone() -> None:
    gone, coming = grant(assignment_days=BEFORE), grant(assignment_days=LATER)
    assert right(user(), gone, coming) == Right(Reason.GRANT_UPCOMING, grant=coming)
    assert right(user(), gone, coming, grant()).allowed


def test_the_tasks_of_several_procurations_add_up_to_the_day_one_of_them_ends() -> None:
    short = Days(TODAY, TODAY + DAY)
    reads, sends = grant(tasks=frozenset({"read"})), grant(tasks=frozenset({"send"}), assignment_days=short)
    summed = right(user(), reads, sends)
    assert (summed.tasks, summed.until) == (frozenset({"read", "send"}), short.ends_on)
    whole = right(user(), reads, sends, grant(assignment_days=Days(TODAY, TODAY)))
    assert (whole.tasks, whole.until) == (None, TODAY)


def test_the_rse_of_a_mandatary_needs_what_was_given_to_the_enterprise() -> None:
    grantor = firm()
    assert right(rse(), grantor=grantor).reason == Reason.NO_ASSIGNMENT
    assert right(rse(), grant(), grantor=grantor).until == YEAR.ends_on
