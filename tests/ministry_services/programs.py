"""An application of a ministry that calls the provider's endpoints."""

import base64
import json
import time
import uuid
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from joserfc import jws
from joserfc.jwk import ECKey, Key

from ministry_services.models import RelyingParty
from tests.factories.authorizations import VERIFIER
from tests.factories.relying_parties import REDIRECT


def basic(client: RelyingParty, secret: str = "") -> str:
    return "Basic " + base64.b64encode(f"{client.client_id}:{secret or client.secret}".encode()).decode()


def post(name: str, form: dict[str, Any], *, authorization: str = "", proof: str = "") -> HttpResponse:
    """Send a form as a program does: no cookie, no form token."""
    headers = {name: value for name, value in {"Authorization": authorization, "DPoP": proof}.items() if value}
    program = Client(enforce_csrf_checks=True, headers=headers)
    encoded = "application/x-www-form-urlencoded"
    return program.post(reverse(f"openid:{name}"), _encoded(form), content_type=encoded)


def redeem(client: RelyingParty, code: str, /, *, proof: str = "", **changes: str | None) -> HttpResponse:
    """Bring a code to the token endpoint; None takes a parameter away."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT, "code_verifier": VERIFIER}
    return post("token", _with(form, changes), authorization=basic(client), proof=proof)


def refresh(client: RelyingParty, refresh_token: str, /, *, proof: str = "", **changes: str | None) -> HttpResponse:
    form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
    return post("token", _with(form, changes), authorization=basic(client), proof=proof)


def assertion(client: RelyingParty, key: Key, *, header: dict[str, Any] | None = None, **changes: Any) -> str:
    """Sign who the application is (RFC 7523); None takes a claim away."""
    claims = {
        "iss": client.client_id,
        "sub": client.client_id,
        "aud": settings.PUBLIC_URL,
        "exp": int(time.time()) + 120,
        "iat": int(time.time()),
        "jti": str(uuid.uuid4()),
    }
    named = {"alg": "ES256", "kid": key.kid, **(header or {})}
    return _signed(named, _with(claims, changes), key)


def dpop_proof(key: Key, name: str = "token", *, header: dict[str, Any] | None = None, **changes: Any) -> str:
    """Sign a proof for a POST to an endpoint (RFC 9449 §4.2)."""
    claims = {
        "htm": "POST",
        "htu": settings.PUBLIC_URL + reverse(f"openid:{name}"),
        "iat": int(time.time()),
        "jti": str(uuid.uuid4()),
    }
    named = {"alg": "ES256", "typ": "dpop+jwt", "jwk": key.as_dict(private=False), **(header or {})}
    return _signed(named, _with(claims, changes), key)


def new_key() -> ECKey:
    return ECKey.generate_key("P-256")


def _with(values: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**values, **changes}.items() if value is not None}


def _encoded(form: dict[str, Any]) -> str:
    return urlencode(form, doseq=True)


def _signed(header: dict[str, Any], claims: dict[str, Any], key: Key) -> str:
    # Escaped by json: joserfc's own way cannot write half a character.
    return jws.serialize_compact(header, json.dumps(claims), key, algorithms=[header["alg"]])
