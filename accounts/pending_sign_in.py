"""What the first page of a sign-in leaves for the second: a sealed cookie, so that no row is kept of a visitor."""

import base64
import binascii
import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from clicsequr.kernel.sealing import SealBroken, seal, unseal

COOKIE = "sign_in"
PURPOSE = "accounts.pending_sign_in"
LASTS = timedelta(minutes=15)


@dataclass(frozen=True)
class PendingSignIn:
    portal: str
    user_code: str
    next: str


def remember_pending(response: HttpResponseBase, pending: PendingSignIn, *, now: datetime) -> None:
    # As it is, not escaped: the way back may be long, and a browser drops a cookie beyond 4096 bytes.
    text = json.dumps({**asdict(pending), "until": (now + LASTS).timestamp()}, ensure_ascii=False)
    response.set_cookie(
        COOKIE,
        base64.urlsafe_b64encode(seal(text, purpose=PURPOSE)).decode(),
        max_age=LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def pending_of(request: HttpRequest, portal: str) -> PendingSignIn | None:
    """Give what the first page of this portal left; nothing when it is too old, altered or of the other portal."""
    try:
        kept = json.loads(unseal(base64.urlsafe_b64decode(request.COOKIES.get(COOKIE, "")), purpose=PURPOSE))
    except (SealBroken, binascii.Error, ValueError):
        return None
    if kept.pop("until") < timezone.now().timestamp() or kept["portal"] != portal:
        return None
    return PendingSignIn(**kept)


def forget_pending(response: HttpResponseBase) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")
