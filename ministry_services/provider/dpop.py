"""A proof that the caller holds the key its tokens are bound to (RFC 9449)."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from joserfc.errors import JoseError
from joserfc.jwk import thumbprint

from ministry_services.protocol_errors import ProtocolError
from ministry_services.provider.signed_statements import SignedStatement, Unsound, read_statement
from ministry_services.services.spent_identifiers import spend_identifier

CLOCKS_DIFFER_BY = timedelta(seconds=60)
# RFC 7518 §6.2.2, §6.3.2, §6.4: what only a private or a symmetric key has.
_PRIVATE_MEMBERS = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}
_THUMBPRINT_MEMBERS = {"EC": ("crv", "kty", "x", "y"), "RSA": ("e", "kty", "n")}


def proof_of(header: str, *, method: str, address: str, now: datetime, access_token: str = "") -> str:
    """Give the thumbprint (RFC 7638) of the key that a DPoP header proves for this call, once.

    `address` is the address of the endpoint without a query; with `access_token` the proof must name it (`ath`).
    Refuses with invalid_dpop_proof (RFC 9449 §4.3).
    """
    try:
        return _checked(read_statement(header), method, address, now, access_token)
    except Unsound:
        raise ProtocolError("invalid_dpop_proof", "The DPoP proof is missing or not valid for this call.") from None


def _checked(proof: SignedStatement, method: str, address: str, now: datetime, access_token: str) -> str:
    key = _public_key(proof.header)
    proof.check_signed_by(key)
    if proof.claims.get("htm") != method or _without_query(proof.claims.get("htu")) != _without_query(address):
        raise Unsound
    issued = proof.moment("iat")
    if abs(now.timestamp() - issued) > CLOCKS_DIFFER_BY.total_seconds():
        raise Unsound
    if access_token and proof.claims.get("ath") != _base64(hashlib.sha256(access_token.encode()).digest()):
        raise Unsound
    mark = _thumbprint(key)
    until = datetime.fromtimestamp(issued, UTC) + 2 * CLOCKS_DIFFER_BY
    if not spend_identifier(proof.text("jti"), owner=f"key {mark}", until=until):
        raise Unsound
    return mark


def _public_key(header: Mapping[str, Any]) -> Mapping[str, Any]:
    key = header.get("jwk")
    if header.get("typ") != "dpop+jwt" or not isinstance(key, dict) or key.keys() & _PRIVATE_MEMBERS:
        raise Unsound
    return key


def _thumbprint(key: Mapping[str, Any]) -> str:
    try:
        members = {name: key[name] for name in _THUMBPRINT_MEMBERS[key["kty"]]}
        mark: str = thumbprint(members)
    except (JoseError, KeyError, TypeError, ValueError) as error:
        raise Unsound from error
    return mark


def _without_query(address: object) -> tuple[str, str, int | None, str]:
    """Compare addresses as RFC 9449 §4.3 (9) does: without query and fragment, after RFC 3986 §6.2.2 and §6.2.3."""
    if not isinstance(address, str):
        raise Unsound
    try:
        parts = urlsplit(address)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    except ValueError as error:
        raise Unsound from error
    return parts.scheme, parts.hostname or "", port, parts.path or "/"


def _base64(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
