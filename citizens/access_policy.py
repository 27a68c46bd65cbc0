"""What the provider asks of clicSÉQUR – Citoyens: one account opens every service, some ask for a proof (seed)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from accounts.models import User
from citizens.models import IdentityProof
from citizens.register import RegisterUnavailable, register
from citizens.rules.access import may_open
from clicsequr.kernel.statements import Lookup
from ministry_services.access_policy import Access
from ministry_services.models import OnlineService

_PROOF = Lookup(IdentityProof, "WHERE t.user_id = %s", planned=True)


class CitizenAccess:
    """Nobody acts for anybody here: no details, no actor, and no enterprise to choose."""

    def entering(self, request: HttpRequest, service: OnlineService, *, enterprise: str, now: datetime) -> Access:
        """Decide for the session in hand; a service that names an enterprise mistakes the portal and gets none."""
        return _decided(request.user, service)

    def current(
        self, user: User, service: OnlineService, acting_for: Mapping[str, str], *, subject: str, now: datetime
    ) -> Access:
        """Decide again, in one statement: the account as it was just read, and its proof where the service asks it."""
        return _decided(user, service)

    def between(self, user: User, service: OnlineService, *, enterprise: str, now: datetime) -> Access:
        return _decided(user, service)

    def claims(self, user: User, *, scope: frozenset[str]) -> dict[str, Any]:
        """Tell with `identity` whether the register knows whose account it is, never a number; with `profile`, who.

        The account itself keeps no name: only a proven one has one to tell, as the register writes it today.
        """
        proof = _PROOF.first(user.pk) if scope & {"identity", "profile"} else None
        told = _name(proof) if proof and "profile" in scope else {}
        return told | _proof(proof) if "identity" in scope else told


def _proof(proof: IdentityProof | None) -> dict[str, Any]:
    if proof is None:
        return {"identity_verified": False}
    return {
        "identity_verified": True,
        "identity_verified_at": int(proof.verified_at.timestamp()),
        "identity_method": proof.method,
    }


def _name(proof: IdentityProof) -> dict[str, str]:
    """Give nothing while the register does not answer: a sign-in is not refused for want of a name."""
    try:
        name = register().name_of(proof.reference)
    except RegisterUnavailable:
        return {}
    if name is None:
        return {}
    whole = f"{name.first_name} {name.last_name}".strip()
    return {"name": whole, "given_name": name.first_name, "family_name": name.last_name}


def _decided(user: Any, service: OnlineService) -> Access:
    proof = _PROOF.first(user.pk) if service.needs_identity_proof else None
    decision = may_open(user, service, proof=proof)
    return Access(decision.allowed, str(decision.reason))
