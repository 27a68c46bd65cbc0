"""May this person enter this service now: asked by the service itself, without a session (GET /api/v1/access)."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import connection

from accounts.models import User
from accounts.states import UserState
from clicsequr.kernel.errors import Throttled
from ministry_services.access_policy import policy_of
from ministry_services.models import OnlineService, RelyingParty
from ministry_services.queries.access_checks import person_of
from ministry_services.states import ServiceState

WINDOW = timedelta(minutes=1)
_COUNT = """INSERT INTO ministry_services_accesscheckwindow AS held (relying_party_id, started_at, checks)
VALUES (%(client)s, %(now)s, 1) ON CONFLICT (relying_party_id) DO UPDATE SET
checks = CASE WHEN held.started_at > %(since)s THEN held.checks + 1 ELSE 1 END,
started_at = CASE WHEN held.started_at > %(since)s THEN held.started_at ELSE EXCLUDED.started_at END
RETURNING started_at, checks"""


def count_access_check(client: RelyingParty, *, now: datetime) -> None:
    """Count one live check of an application; refuse with `Throttled` those above its number for the minute."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"client": client.pk, "now": now, "since": now - WINDOW})
        started_at, checks = cursor.fetchone()
    if checks > settings.ACCESS_CHECKS_PER_MINUTE:
        raise Throttled(retry_at=started_at + WINDOW)


def may_enter_now(
    client: RelyingParty, *, service: OnlineService, subject: str, enterprise: str, now: datetime
) -> bool:
    """Say whether the person whom the client's sector names `subject` may open the service, for an enterprise or not.

    An unknown name, an account that stopped and a person without the right walk the same road to the same answer.
    """
    person = person_of(subject, sector=client.sector)
    known = person if person is not None and person.is_active else None
    access = policy_of(service.portal).between(known or _nobody(service), service, enterprise=enterprise, now=now)
    return known is not None and service.state == ServiceState.OPEN and access.allowed


def _nobody(service: OnlineService) -> User:
    return User(id=uuid4(), portal=service.portal, state=UserState.ACTIVE)
