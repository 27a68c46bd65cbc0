"""The effective right: may this member open this service now, in whose name, for which tasks (architecture.md §4).

The one function that decides. The pages, the menu, the gate and the provider all ask it, and show its reason.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from accounts.states import Portal
from enterprises.rules.access import Decision, Reason, may_enter, refusal_of_enrolment
from enterprises.rules.procurations import Days, GrantStatus, assignment_status, procuration_status
from enterprises.states import EnterpriseState
from ministry_services.states import ServiceState

if TYPE_CHECKING:
    from enterprises.models import Enterprise, Member
    from ministry_services.models import OnlineService

# Which refusal helps most: what will come, then what has just ended.
_NEAREST_FIRST = {
    GrantStatus.IN_FORCE: 0,
    GrantStatus.UPCOMING: 1,
    GrantStatus.EXPIRED: 2,
    GrantStatus.REVOKED: 3,
}
_REASONS = {
    GrantStatus.UPCOMING: Reason.GRANT_UPCOMING,
    GrantStatus.EXPIRED: Reason.GRANT_EXPIRED,
    GrantStatus.REVOKED: Reason.GRANT_REVOKED,
}


@dataclass(frozen=True)
class Grant:
    """One assignment as far as one service is concerned. `tasks` None: without restriction."""

    assignment_state: str
    assignment_days: Days
    procuration_state: str
    procuration_days: Days
    tasks: frozenset[str] | None = None
    scope_ended: bool = False
    procuration_number: str = ""

    def status(self, *, on: date) -> GrantStatus:
        if self.scope_ended:
            return GrantStatus.REVOKED
        whole = procuration_status(self.procuration_state, self.procuration_days, on=on)
        return assignment_status(self.assignment_state, self.assignment_days, procuration=whole, on=on)

    @property
    def days(self) -> Days:
        """Give the days on which it counts."""
        return Days(
            max(self.assignment_days.starts_on, self.procuration_days.starts_on),
            min(self.assignment_days.ends_on, self.procuration_days.ends_on),
        )


@dataclass(frozen=True)
class RightFacts:
    """All that a decision looks at. `grantor` is the enterprise in whose name; the member's own, or another one.

    For a received procuration (external) the RSE of the member's enterprise holds `offers`, what was given to it.
    """

    member: "Member | None"
    service: "OnlineService"
    grantor: "Enterprise | None"
    enrolment_state: str | None
    grants: tuple[Grant, ...] = ()
    lew4_pending: bool = False


@dataclass(frozen=True)
class Right(Decision):
    """A decision with what it lets do. `until` is the last day; None for an RSE, whose right has no end."""

    tasks: frozenset[str] | None = None
    until: date | None = None
    grant: Grant | None = None


def decide(facts: RightFacts, *, on: date) -> Right:
    """Give the right of a member to a service on a day, or the reason there is none."""
    refusal = _entry(facts) or _enrolment(facts)
    if refusal is not None:
        return Right(refusal)
    member = facts.member
    is_own = member is not None and facts.grantor is not None and member.enterprise_id == facts.grantor.pk
    right = Right(Reason.ALLOWED) if is_own and member is not None and member.is_rse else _granted(facts.grants, on=on)
    # Last: a closed service is no reason to hide what the person must do first.
    if right.allowed and facts.service.state != ServiceState.OPEN:
        return Right(Reason.SERVICE_CLOSED)
    return right


def _entry(facts: RightFacts) -> Reason | None:
    if facts.service.portal != Portal.ENTERPRISES:
        return Reason.OTHER_PORTAL
    entry = may_enter(facts.member, lew4_pending=facts.lew4_pending)
    if not entry.allowed:
        return entry.reason
    if facts.grantor is None or facts.grantor.state != EnterpriseState.ACTIVE:
        return Reason.ENTERPRISE_INACTIVE
    return None


def _enrolment(facts: RightFacts) -> Reason | None:
    return refusal_of_enrolment(facts.enrolment_state)


def _granted(grants: Iterable[Grant], *, on: date) -> Right:
    """Give the sum of what is in force: every task of every grant, to the last of their days."""
    by_status: dict[GrantStatus, list[Grant]] = {}
    for grant in grants:
        by_status.setdefault(grant.status(on=on), []).append(grant)
    in_force = by_status.get(GrantStatus.IN_FORCE, [])
    if in_force:
        return _sum(in_force)
    nearest = min(by_status, key=lambda status: _NEAREST_FIRST[status], default=None)
    if nearest is None:
        return Right(Reason.NO_ASSIGNMENT)
    return Right(_REASONS[nearest], grant=_most_telling(by_status[nearest], nearest))


def _sum(grants: list[Grant]) -> Right:
    whole = [grant for grant in grants if grant.tasks is None]
    if whole:
        longest = max(whole, key=_last_day)
        return Right(Reason.ALLOWED, until=_last_day(longest), grant=longest)
    last_days: dict[str, date] = {}
    for grant in grants:
        for task in grant.tasks or ():
            last_days[task] = max(_last_day(grant), last_days.get(task, date.min))
    # The last day on which all of it still stands.
    until = min(last_days.values(), default=max(map(_last_day, grants)))
    return Right(Reason.ALLOWED, tasks=frozenset(last_days), until=until, grant=max(grants, key=_last_day))


def _last_day(grant: Grant) -> date:
    return grant.days.ends_on


def _most_telling(grants: list[Grant], status: GrantStatus) -> Grant:
    """Of those to come the first to begin; of those gone the last to end."""
    if status == GrantStatus.UPCOMING:
        return min(grants, key=lambda grant: grant.days.starts_on)
    return max(grants, key=_last_day)
