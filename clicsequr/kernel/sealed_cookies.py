"""What one page leaves for the next in the browser alone: a sealed, short-lived cookie, so that no row is kept of it.

Who holds it can neither read nor change it; a key that leaves the ring ends it. For what may lie in no session and no
draft (architecture.md 2.8): what a visitor typed on the way.
"""

import base64
import binascii
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from clicsequr.kernel.sealing import SealBroken, seal, unseal

# A browser drops a cookie beyond 4096 bytes, its name and attributes included.
LARGEST = 3900


class CookieTooLarge(ValueError):
    """A fault of ours: a page must bound what it leaves."""


class OtherContent(ValueError):
    """A fault of ours: a page leaves other things than its cookie is declared to hold."""


@dataclass(frozen=True)
class SealedCookie:
    """One kind of cookie; `purpose` binds its content, `lasts` is counted from each writing.

    `holds` names what is in it: what another release left under other names counts for nothing, and breaks no page.
    """

    name: str
    purpose: str
    lasts: timedelta
    holds: Collection[str]

    def put(self, response: HttpResponseBase, content: Mapping[str, Any], *, now: datetime) -> None:
        """Leave `content`, which JSON can hold, in place of what was there."""
        if set(content) != set(self.holds):
            raise OtherContent(self.name)
        # As it is, not escaped: shorter.
        text = json.dumps({**content, "until": (now + self.lasts).timestamp()}, ensure_ascii=False)
        value = base64.urlsafe_b64encode(seal(text, purpose=self.purpose)).decode()
        if len(value) > LARGEST:
            raise CookieTooLarge(self.name)
        response.set_cookie(
            self.name,
            value,
            max_age=self.lasts,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )

    def read(self, request: HttpRequest, *, now: datetime) -> dict[str, Any] | None:
        """Give what was left; nothing when it is missing, too old, altered, of another kind or another release."""
        try:
            kept: dict[str, Any] = json.loads(
                unseal(base64.urlsafe_b64decode(request.COOKIES.get(self.name, "")), purpose=self.purpose)
            )
        except (SealBroken, binascii.Error, ValueError):
            return None
        is_ours = kept.pop("until", 0) >= now.timestamp() and set(kept) == set(self.holds)
        return kept if is_ours else None

    def forget(self, response: HttpResponseBase) -> None:
        response.delete_cookie(self.name, samesite="Lax")
