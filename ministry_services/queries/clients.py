"""The application that says it calls, found in one statement: every call of a program begins here."""

from datetime import datetime

from clicsequr.kernel.statements import Lookup
from ministry_services.models import RelyingParty

# One that waits after failures from this address is not found: the reason is looked for only then.
_CALLING = Lookup(
    RelyingParty,
    "WHERE t.client_id = %s"
    " AND NOT EXISTS (SELECT 1 FROM accounts_throttle h WHERE h.key = %s AND h.blocked_until > %s)",
    planned=True,
)


def calling_client(client_id: str, *, throttle_key: bytes, now: datetime) -> RelyingParty | None:
    """Give the application of this name, in whatever state, unless it has to wait at the caller's address."""
    return _CALLING.first(client_id, throttle_key, now)


def serves(client: RelyingParty, service_id: int) -> bool:
    """Say whether the application serves a service too."""
    return client.services.filter(pk=service_id).exists()
