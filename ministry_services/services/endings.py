"""The end of a session, of a consent or of an account: its authorizations end, and each application is told."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.actors import SYSTEM, OutsideActor
from accounts.models import User
from accounts.services.journal import record
from accounts.services.outbox import enqueue
from clicsequr.kernel.errors import NotFound
from ministry_services import events
from ministry_services.logout_notifications import session_over
from ministry_services.models import Authorization, Consent
from ministry_services.queries.endings import left_behind, of_application, of_session
from ministry_services.services.authorizations import end_authorizations

BATCH = 200
SIGNED_OUT = "session.closed"
SESSION_GONE = "session.gone"
EXPIRED = "authorization.expired"
WITHDRAWN = "consent.withdrawn"


@transaction.atomic
def end_session_authorizations(sid: UUID, *, by: User, now: datetime, asked_by: str = "") -> list[tuple[str, str]]:
    """End what a session opened and owe the notices; give the names of the services told, in French and English.

    `asked_by` is the client_id of an application that itself asked for the sign-out: it knows, and is told all the
    same (Back-Channel Logout §2.3), but is not named among the others.
    """
    ended = list(of_session(sid))
    end_authorizations(ended, reason=SIGNED_OUT, by=by, now=now)
    _owe_notices(ended)
    told = [one for one in ended if one.relying_party.backchannel_logout_uri]
    others = [one.service for one in told if one.relying_party.client_id != asked_by]
    return sorted({(service.name_fr, service.name_en) for service in others})


@transaction.atomic
def end_left_behind(*, by: User | OutsideActor = SYSTEM, now: datetime, limit: int = BATCH) -> int:
    """End some whose session or account is gone, and owe their notices; give how many.

    What came to the end of its time ends without a notice: nobody signed out, and no session lasts longer.
    """
    found = left_behind(now=now, limit=limit)
    over = [one for one in found if one.ends_at <= now]
    gone = [one for one in found if one.ends_at > now]
    end_authorizations(over, reason=EXPIRED, by=by, now=now)
    end_authorizations(gone, reason=SESSION_GONE, by=by, now=now)
    _owe_notices(gone)
    return len(found)


@transaction.atomic
def withdraw_consent(consent_id: int, *, by: User, now: datetime) -> Consent:
    """Take back what was agreed with a service; its application loses every access at once and is told.

    All its sessions with the person end: a logout token names a session, not a service. Refuses (`NotFound`) the
    consent of somebody else, or one taken back already.
    """
    held = Consent.objects.filter(pk=consent_id, user=by).select_related("relying_party", "service")
    consent = held.select_for_update(of=("self",)).first()
    if consent is None:
        raise NotFound
    ended = list(of_application(by, relying_party=consent.relying_party))
    end_authorizations(ended, reason=WITHDRAWN, by=by, now=now)
    _owe_notices(ended)
    record(
        events.CONSENT_WITHDRAWN,
        by=by,
        subject=consent,
        application=consent.relying_party.client_id,
        service=consent.service.slug,
    )
    consent.delete()
    return consent


def _owe_notices(ended: Iterable[Authorization]) -> None:
    """Owe one notice for each session of each application that takes notices, whatever the number of its services."""
    sessions = {(one.relying_party_id, one.sid): one for one in ended if one.relying_party.backchannel_logout_uri}
    for one in sessions.values():
        enqueue(session_over, authorization_id=str(one.pk), application=one.relying_party_id)
