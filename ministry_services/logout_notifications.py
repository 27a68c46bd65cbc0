"""Back-Channel Logout 1.0: an application is told that a session is over. An outbox handler, at least once.

The `jti` is the id of the outbox row: an application that keeps those of two minutes sees each notice once.
"""

from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from accounts.actors import SYSTEM
from accounts.models import OutboxMessage
from accounts.services.journal import record
from accounts.services.outbox import wait_after
from ministry_services import events
from ministry_services.backchannel import post_logout_token
from ministry_services.models import Authorization
from ministry_services.rules.session_names import told_sid
from ministry_services.signing import sign

# No session of a person lasts longer; what an application still keeps after that, its own limit ends.
GIVE_UP_AFTER = timedelta(hours=24)
LASTS = timedelta(minutes=2)  # Back-Channel Logout §2.4: short
EVENT = "http://schemas.openid.net/event/backchannel-logout"
# While a receiver does not answer, one notice a minute tries it: the others must not hold the workers of the mail.
TRIED_AGAIN_AFTER = timedelta(minutes=1)
_LOOKED_AT = 100


class ReceiverDown(Exception):
    """The application did not answer another notice a moment ago; this one waits its turn."""


def session_over(message: OutboxMessage, *, authorization_id: str, application: int) -> None:
    """Send the logout token; a failure leaves it owed, for a day. `application` finds the notices to the same place."""
    found = Authorization.objects.filter(pk=authorization_id).select_related("relying_party", "service")
    authorization = found.first()
    if authorization is None or not authorization.relying_party.backchannel_logout_uri:
        return
    if timezone.now() - message.created_at > GIVE_UP_AFTER:
        reason = message.last_error
        client_id = authorization.relying_party.client_id
        record(events.SIGN_OUT_NOTICE_ABANDONED, by=SYSTEM, subject=authorization, error=reason, application=client_id)
        return
    if _failed_lately(message, application):
        raise ReceiverDown
    post_logout_token(authorization.relying_party.backchannel_logout_uri, logout_token_for(authorization, message))
    _wake_others(message, application)


def logout_token_for(authorization: Authorization, message: OutboxMessage) -> str:
    """Sign at the time of sending: a notice that waited an hour is not refused as expired."""
    relying_party = authorization.relying_party
    issued = int(timezone.now().timestamp())
    claims = {
        "iss": settings.PUBLIC_URL,
        "aud": relying_party.client_id,
        "iat": issued,
        "exp": issued + int(LASTS.total_seconds()),
        "jti": str(message.pk),
        "sub": authorization.subject,
        "sid": told_sid(authorization.sid, sector=relying_party.sector),
        "events": {EVENT: {}},
    }
    return sign(claims, algorithm=relying_party.algorithm, type="logout+jwt")


def _failed_lately(message: OutboxMessage, application: int) -> bool:
    others = _owed_too(message, application).exclude(last_error__in=["", ReceiverDown.__name__])
    since = timezone.now() - TRIED_AGAIN_AFTER
    tries = others.order_by("-due_at").values_list("due_at", "attempts")[:_LOOKED_AT]
    return any(due_at - wait_after(attempts - 1) > since for due_at, attempts in tries)


def _wake_others(message: OutboxMessage, application: int) -> None:
    """It answers again: what waited for it goes at once. A row that another worker holds is passed by."""
    waiting = _owed_too(message, application).exclude(last_error="").select_for_update(skip_locked=True)
    keys = list(waiting.values_list("pk", flat=True)[:_LOOKED_AT])
    if keys:
        OutboxMessage.objects.filter(pk__in=keys).update(due_at=timezone.now())


def _owed_too(message: OutboxMessage, application: int) -> QuerySet[OutboxMessage]:
    owed = OutboxMessage.objects.filter(handler=message.handler, done_at=None, abandoned_at=None)
    return owed.filter(arguments__application=application).exclude(pk=message.pk)
