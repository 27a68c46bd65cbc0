"""Who may enter the portal's pages: one answer, one reason. rules/rights.py goes on to a ministry's service."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from enterprises.states import EnrolmentState, EnterpriseState, MemberRole, MemberState

if TYPE_CHECKING:
    from collections.abc import Collection

    from enterprises.models import Member


class Reason(StrEnum):
    ALLOWED = "allowed"
    NO_MEMBERSHIP = "no_membership"
    MEMBER_CREATED = "member_created"
    MEMBER_SUSPENDED = "member_suspended"
    MEMBER_REVOKED = "member_revoked"
    ENTERPRISE_PENDING = "enterprise_pending"
    ENTERPRISE_INACTIVE = "enterprise_inactive"
    ROLE_NEEDED = "role_needed"
    LEW4_PENDING = "lew4_pending"
    OTHER_PORTAL = "other_portal"
    SERVICE_CLOSED = "service_closed"
    NOT_ENROLLED = "not_enrolled"
    ENROLMENT_IN_PROGRESS = "enrolment_in_progress"
    ENROLMENT_REFUSED = "enrolment_refused"
    ENROLMENT_ENDED = "enrolment_ended"
    NO_ASSIGNMENT = "no_assignment"
    GRANT_UPCOMING = "grant_upcoming"
    GRANT_EXPIRED = "grant_expired"
    GRANT_REVOKED = "grant_revoked"


@dataclass(frozen=True)
class Decision:
    """`allowed` follows from the reason: nobody can build an answer that contradicts itself."""

    reason: Reason

    @property
    def allowed(self) -> bool:
        return self.reason == Reason.ALLOWED


_MEMBER = {
    MemberState.CREATED: Reason.MEMBER_CREATED,
    MemberState.SUSPENDED: Reason.MEMBER_SUSPENDED,
    MemberState.REVOKED: Reason.MEMBER_REVOKED,
}
_ENTERPRISE = {
    EnterpriseState.PENDING: Reason.ENTERPRISE_PENDING,
    EnterpriseState.SUSPENDED: Reason.ENTERPRISE_INACTIVE,
    EnterpriseState.INACTIVE: Reason.ENTERPRISE_INACTIVE,
}
_ENROLMENT = {
    EnrolmentState.ACTIVE: Reason.ALLOWED,
    EnrolmentState.IN_PROGRESS: Reason.ENROLMENT_IN_PROGRESS,
    EnrolmentState.REFUSED: Reason.ENROLMENT_REFUSED,
    EnrolmentState.WITHDRAWN: Reason.ENROLMENT_ENDED,
    EnrolmentState.DEACTIVATED: Reason.ENROLMENT_ENDED,
}


def may_enter(
    member: "Member | None", *, lew4_pending: bool = False, roles: "Collection[str]" = MemberRole.values
) -> Decision:
    """Say whether a member may use a page: active member, active enterprise, right role, paper form processed."""
    if member is None:
        return Decision(Reason.NO_MEMBERSHIP)
    if member.state != MemberState.ACTIVE:
        return Decision(_MEMBER[MemberState(member.state)])
    if member.enterprise.state != EnterpriseState.ACTIVE:
        return Decision(_ENTERPRISE[EnterpriseState(member.enterprise.state)])
    if member.role not in roles:
        return Decision(Reason.ROLE_NEEDED)
    return Decision(Reason.LEW4_PENDING if lew4_pending else Reason.ALLOWED)


def refusal_of_enrolment(state: str | None) -> Reason | None:
    """Say why an enrolment, None where there was never one, keeps its service closed."""
    reason = Reason.NOT_ENROLLED if state is None else _ENROLMENT[EnrolmentState(state)]
    return None if reason == Reason.ALLOWED else reason
