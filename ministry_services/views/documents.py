"""What everybody may read of the provider: what it can do, and the keys that prove its signatures."""

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone

from clicsequr.kernel.pages import page
from ministry_services.metadata import configuration
from ministry_services.protocol_errors import ProtocolError
from ministry_services.services.signing_keys import KEYS_CACHED_FOR
from ministry_services.signing import public_keys

CACHED_FOR = int(KEYS_CACHED_FOR.total_seconds())


@page(writes=())
def discovery(request: HttpRequest) -> HttpResponse:
    """Say what the provider supports (OpenID Connect Discovery §4)."""
    return _document(request, *_configuration(settings.PUBLIC_URL))


@page(writes=())
def server_metadata(request: HttpRequest) -> HttpResponse:
    """Say the same where OAuth looks for it (RFC 8414 §3); the members of OpenID Connect are registered there too."""
    return _document(request, *_configuration(settings.PUBLIC_URL))


@page(writes=())
def keys(request: HttpRequest) -> HttpResponse:
    """Show the public keys (RFC 7517 §5)."""
    shown = public_keys(timezone.now())
    if not shown:  # before `manage.py upgrade`: no cache may keep that there is none
        raise ProtocolError("temporarily_unavailable", "There is no key yet.", status_code=503)
    return _document(request, *_key_set(tuple(json.dumps(key, sort_keys=True) for key in shown)))


@lru_cache(maxsize=4)
def _key_set(shown: tuple[str, ...]) -> tuple[bytes, str]:
    return _written({"keys": [json.loads(key) for key in shown]})


@lru_cache(maxsize=4)
def _configuration(issuer: str) -> tuple[bytes, str]:
    return _written(configuration(issuer))


def _written(content: Mapping[str, Any]) -> tuple[bytes, str]:
    body = json.dumps(content).encode()
    return body, f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def _document(request: HttpRequest, body: bytes, etag: str) -> HttpResponse:
    known = request.META.get("HTTP_IF_NONE_MATCH", "")
    if etag in known or known == "*":
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(body, content_type="application/json")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"public, max-age={CACHED_FOR}"
    return response
