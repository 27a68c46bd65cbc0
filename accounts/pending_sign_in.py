"""What the first page of a sign-in leaves for the second: a sealed cookie, so that no row is kept of a visitor."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from clicsequr.kernel.sealed_cookies import SealedCookie


@dataclass(frozen=True)
class PendingSignIn:
    portal: str
    user_code: str
    next: str


COOKIE = SealedCookie(
    "sign_in",
    purpose="accounts.pending_sign_in",
    lasts=timedelta(minutes=15),
    holds=[one.name for one in fields(PendingSignIn)],
)


def remember_pending(response: HttpResponseBase, pending: PendingSignIn, *, now: datetime) -> None:
    COOKIE.put(response, asdict(pending), now=now)


def pending_of(request: HttpRequest, portal: str) -> PendingSignIn | None:
    """Give what the first page of this portal left; nothing when it is too old, altered or of the other portal."""
    kept = COOKIE.read(request, now=timezone.now())
    return PendingSignIn(**kept) if kept is not None and kept["portal"] == portal else None


def forget_pending(response: HttpResponseBase) -> None:
    COOKIE.forget(response)
