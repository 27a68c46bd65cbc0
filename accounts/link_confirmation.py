"""A password link whose holder must show more (screens.md R-03): which one this browser opened, and what was shown.

A portal that asks for more than the mailbox names its page in the setting PASSWORD_LINK_CONFIRMATIONS.
"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from accounts.models import PasswordReset
from accounts.notifications import LINK_LASTS
from clicsequr.kernel.sealed_cookies import SealedCookie

COOKIE = SealedCookie(
    "password_link", purpose="accounts.link_confirmation", lasts=LINK_LASTS, holds=["link", "confirmed"]
)


def confirmation_page(reset: PasswordReset) -> str:
    """Give the name of the page that asks for more than the link; nothing where the link is enough."""
    return settings.PASSWORD_LINK_CONFIRMATIONS.get(reset.user.portal, "")


def remember_link(
    response: HttpResponseBase, reset: PasswordReset, *, is_confirmed: bool = False, now: datetime
) -> None:
    COOKIE.put(response, {"link": reset.pk.hex, "confirmed": is_confirmed}, now=now)


def remembered_link(request: HttpRequest) -> PasswordReset | None:
    """Give the link that this browser opened last, whether it still serves or not."""
    kept = COOKIE.read(request, now=timezone.now())
    if kept is None:
        return None
    return PasswordReset.objects.select_related("user").filter(pk=UUID(kept["link"])).first()


def is_link_confirmed(request: HttpRequest, reset: PasswordReset) -> bool:
    """Say whether this browser has shown all that this very link asks for."""
    if not confirmation_page(reset):
        return True
    kept = COOKIE.read(request, now=timezone.now())
    return kept is not None and kept["link"] == reset.pk.hex and kept["confirmed"] is True


def forget_link(response: HttpResponseBase) -> None:
    COOKIE.forget(response)
