"""What an authorization needs, whatever the portal says of the right. Pure."""

from dataclasses import dataclass
from datetime import datetime

from ministry_services.states import RelyingPartyState, ServiceState


@dataclass(frozen=True)
class Ground:
    """The facts that one authorization stands on."""

    ended_at: datetime | None
    ends_at: datetime
    relying_party_state: str
    service_state: str
    service_is_served: bool
    user_is_active: bool
    session_is_open: bool
    acr_satisfies: bool


def fault_of(ground: Ground, *, now: datetime) -> str:
    """Name the first thing that is missing, or nothing; each code is a reason of the journal."""
    faults = {
        "authorization.ended": ground.ended_at is not None,
        "authorization.expired": ground.ends_at <= now,
        "authorization.session_over": not ground.session_is_open,
        "authorization.application_not_served": ground.relying_party_state != RelyingPartyState.PUBLISHED,
        "authorization.service_withdrawn": not ground.service_is_served,
        "authorization.service_not_open": ground.service_state != ServiceState.OPEN,
        "authorization.account_not_active": not ground.user_is_active,
        "authorization.acr_too_low": not ground.acr_satisfies,
    }
    return next((code for code, holds in faults.items() if holds), "")
