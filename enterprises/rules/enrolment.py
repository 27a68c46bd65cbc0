"""What an enrolment in a service may become, when it is late, what the service decides alone. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from enterprises.states import EnrolmentState, EnterpriseState
from ministry_services.states import ServiceState

OPEN_STATES = frozenset({EnrolmentState.IN_PROGRESS, EnrolmentState.ACTIVE})


def may_ask(service_state: str, *, latest: str | None) -> bool:
    """An open service neither being answered nor active; after a refusal or an end, one may ask again."""
    return service_state == ServiceState.OPEN and latest not in OPEN_STATES


def due_at(submitted_at: datetime, *, within: timedelta) -> datetime:
    """Seed: « dans un délai n’excédant pas 24 heures ». In UTC: a night of change of clocks adds or takes no hour."""
    return submitted_at + within


def is_overdue(state: str, *, due: datetime, now: datetime) -> bool:
    return state == EnrolmentState.IN_PROGRESS and now > due


def may_be_accepted(enterprise_state: str) -> bool:
    """An enterprise suspended since its request can be refused, not accepted (A-09)."""
    return enterprise_state == EnterpriseState.ACTIVE


def may_take(*, assigned_to: object, agent: object, is_supervisor: bool) -> bool:
    """A request in another agent's hands is left to them, unless a supervisor takes it (A-13)."""
    return assigned_to is None or assigned_to == agent or is_supervisor


def outcome_by_rule(accepted: Iterable[bool]) -> EnrolmentState:
    """The service's own rule: active when it accepts every answer."""
    return EnrolmentState.ACTIVE if all(accepted) else EnrolmentState.REFUSED
