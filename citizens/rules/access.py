"""Who may open a ministry's service with an account of clicSÉQUR – Citoyens: one answer, one reason."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from accounts.states import Portal, UserState
from ministry_services.states import ServiceState

if TYPE_CHECKING:
    from accounts.models import User
    from citizens.models import IdentityProof
    from ministry_services.models import OnlineService


class Reason(StrEnum):
    ALLOWED = "allowed"
    OTHER_PORTAL = "other_portal"
    ACCOUNT_NOT_ACTIVE = "account_not_active"
    PROOF_NEEDED = "proof_needed"
    SERVICE_CLOSED = "service_closed"


@dataclass(frozen=True)
class Decision:
    """`allowed` follows from the reason: nobody can build an answer that contradicts itself."""

    reason: Reason

    @property
    def allowed(self) -> bool:
        return self.reason == Reason.ALLOWED


def may_open(user: "User", service: "OnlineService", *, proof: "IdentityProof | None") -> Decision:
    """Say whether a person may open a service now: one account opens them all, some ask for a proof (seed)."""
    if user.portal != Portal.CITIZENS or service.portal != Portal.CITIZENS:
        return Decision(Reason.OTHER_PORTAL)
    if user.state != UserState.ACTIVE:
        return Decision(Reason.ACCOUNT_NOT_ACTIVE)
    # Before the proof: nobody gives a NAS for a door that would stay shut.
    if service.state != ServiceState.OPEN:
        return Decision(Reason.SERVICE_CLOSED)
    if service.needs_identity_proof and proof is None:
        return Decision(Reason.PROOF_NEEDED)
    return Decision(Reason.ALLOWED)
