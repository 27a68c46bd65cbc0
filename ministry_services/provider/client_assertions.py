"""An assertion that a client signs with its own key (RFC 7523 §3, OIDC Core §9: private_key_jwt)."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import reverse

from ministry_services.models import RelyingParty
from ministry_services.provider.signed_statements import SignedStatement, Unsound
from ministry_services.services.spent_identifiers import spend_identifier

LASTS_AT_MOST = timedelta(hours=1)  # what Authlib signs and cannot shorten; its `jti` is spent as long
CLOCKS_DIFFER_BY = timedelta(seconds=30)
# Where an assertion may be meant for: the issuer, or an address where clients authenticate (RFC 9126 §2).
_ENDPOINTS = ("token", "pushed-requests", "revoke", "introspect", "access")


def check_assertion(statement: SignedStatement, relying_party: RelyingParty, *, now: datetime) -> None:
    """Raise Unsound unless the client signed it for us, lately, and it is shown for the first time."""
    statement.check_signed_by(_key_named(relying_party.public_keys, statement.header))
    if not statement.text("iss") == statement.text("sub") == relying_party.client_id:
        raise Unsound
    if not _is_for_us(statement.claims.get("aud")):
        raise Unsound
    seconds, expiry = now.timestamp(), statement.moment("exp")
    latest = (LASTS_AT_MOST + CLOCKS_DIFFER_BY).total_seconds()
    if not seconds < expiry <= seconds + latest:
        raise Unsound
    for begins in ("nbf", "iat"):
        if begins in statement.claims and statement.moment(begins) > seconds + CLOCKS_DIFFER_BY.total_seconds():
            raise Unsound
    until = datetime.fromtimestamp(expiry, UTC)
    if not spend_identifier(statement.text("jti"), owner=f"client {relying_party.pk}", until=until):
        raise Unsound


def _key_named(key_set: Mapping[str, Any], header: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the key of the header's `kid`; a client of a single key may leave it out."""
    keys = [key for key in key_set.get("keys", []) if key.get("alg", header["alg"]) == header["alg"]]
    named = keys if "kid" not in header and len(keys) == 1 else [key for key in keys if key["kid"] == header.get("kid")]
    if not named:
        raise Unsound
    key: Mapping[str, Any] = named[0]
    return key


def _is_for_us(audience: object) -> bool:
    """Every audience must be ours: the holder of another one could bring the assertion here."""
    ours = _audiences(settings.PUBLIC_URL)
    named = audience if isinstance(audience, list) else [audience]
    return bool(named) and all(isinstance(one, str) and one in ours for one in named)


@cache
def _audiences(issuer: str) -> frozenset[str]:
    endpoints = [f"{issuer}{reverse(f'openid:{name}')}" for name in _ENDPOINTS]
    return frozenset([issuer, f"{issuer}/", *endpoints])
