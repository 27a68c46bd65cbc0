"""The link « ce n’était pas moi » of a mail (N-09): whose account, and which moment, signed; no row is kept."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from accounts.events import SIGN_IN_DENIED
from accounts.models import JournalEntry, User
from accounts.queries.activity import ACCOUNT

_signer = Signer(salt="accounts.sign_in_denial")
_EPOCH, _UNIT = datetime(2026, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


@dataclass(frozen=True)
class Denial:
    """What the holder of a link says was not theirs."""

    user: User
    at: datetime


def denial_link(user: User, *, at: datetime) -> str:
    """Give the address, in the language of who reads the mail; the same each time the mail is made."""
    token = _signer.sign(f"{user.pk.hex}.{(at - _EPOCH) // _UNIT}").replace(":", ".")
    path = reverse("accounts:sign-in-denied", args=[token])
    return f"{settings.PUBLIC_URL}/{user.language}/{path.lstrip('/').partition('/')[2]}"


def denial_of(token: str) -> Denial | None:
    """Give what an address stands for; nothing for an altered one, or an account that is no more."""
    try:
        signed, _dot, signature = token.rpartition(".")
        pk, _dot, units = _signer.unsign(f"{signed}:{signature}").partition(".")
    except BadSignature:
        return None
    user = User.objects.filter(pk=UUID(pk)).first()
    return Denial(user, _EPOCH + int(units) * _UNIT) if user else None


def is_denied_since(user: User, *, at: datetime) -> bool:
    """Say whether the owner has reported something since this moment."""
    reported = JournalEntry.objects.filter(subject_id=str(user.pk), subject_type=ACCOUNT, action=SIGN_IN_DENIED.code)
    return reported.filter(recorded_at__gte=at).exists()
