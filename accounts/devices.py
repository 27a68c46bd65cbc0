"""Devices an account has signed in on: a signed cookie, which also keeps other people's failures apart."""

import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from accounts.middleware import client_network
from accounts.services.sign_in import Source
from clicsequr.kernel.sealing import keyed_indexes

COOKIE = "device"
SALT = "accounts.device"
KEPT = timedelta(days=365)
ACCOUNTS = 10  # one computer of an office; the oldest is forgotten


@dataclass(frozen=True)
class Device:
    id: str
    marks: list[str] = field(default_factory=list)

    def knows(self, username: str) -> bool:
        return not set(_marks(username)).isdisjoint(self.marks)


def device_of(request: HttpRequest) -> Device:
    """Give the device of a request; a missing or altered cookie is a new device."""
    kept: Any = None
    with suppress(signing.BadSignature):
        kept = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KEPT)
    if not isinstance(kept, dict):
        return Device(secrets.token_urlsafe(12))
    return Device(str(kept["id"]), list(kept["marks"]))


def source_of(request: HttpRequest, username: str) -> Source:
    device = device_of(request)
    return Source(client_network(request), device.id if device.knows(username) else "")


def remember_device(response: HttpResponseBase, *, request: HttpRequest, username: str) -> None:
    """Mark the device as used by this account; nothing in the cookie says which."""
    device = device_of(request)
    mark = _marks(username)[0]
    marks = [mark, *(other for other in device.marks if other != mark)][:ACCOUNTS]
    response.set_cookie(
        COOKIE,
        signing.dumps({"id": device.id, "marks": marks}, salt=SALT, compress=True),
        max_age=KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _marks(username: str) -> list[str]:
    return [index[:9].hex() for index in keyed_indexes(username, purpose=SALT)]
