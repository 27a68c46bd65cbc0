"""Failed authentications of applications, by application and by address: nobody locks one out from elsewhere."""

from datetime import datetime, timedelta

from accounts.actors import VISITOR
from accounts.request_context import current_origin
from accounts.services.journal import record
from accounts.services.throttles import Limit, check_throttle, count_failure, key_of
from ministry_services import events
from ministry_services.models import RelyingParty
from ministry_services.queries.clients import calling_client

# A secret of 256 bits is guessed by nobody: the wait spares the machine, and tells the ministry in the journal.
CLIENT_LIMIT = Limit("client-authentication", 20, timedelta(seconds=30), timedelta(minutes=15), timedelta(hours=1))
# Names nobody has are counted together: their number would fill the table.
UNKNOWN = "unknown"


def client_that_calls(client_id: str, *, now: datetime) -> RelyingParty | None:
    """Find the application; refuse with `Throttled` while it has to wait at this address."""
    key = key_of(CLIENT_LIMIT, client_id, current_origin.get().network)
    client = calling_client(client_id, throttle_key=key, now=now)
    if client is None:
        check_throttle(CLIENT_LIMIT, client_id, current_origin.get().network, now=now)
        check_throttle(CLIENT_LIMIT, UNKNOWN, current_origin.get().network, now=now)
    return client


def count_failed_client(client: RelyingParty | None, *, now: datetime) -> None:
    """Count a failed authentication at this address; the journal is told once, when the waits begin."""
    network = current_origin.get().network
    failures = count_failure(CLIENT_LIMIT, client.client_id if client else UNKNOWN, network, now=now)
    if client and failures == CLIENT_LIMIT.tries:
        record(events.CLIENT_LOCKED, by=VISITOR, subject=client, failures=failures)
