"""JWTs that a client signs: an assertion of who it is, a proof that it holds a key."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import CompactSignature, JWSRegistry, extract_compact, validate_compact

# Asymmetric only: with HS256 a public key could be taken for a secret (RFC 8725 §2.1).
ALGORITHMS = ("ES256", "RS256", "PS256")
LONGEST_STATEMENT = 8192
LONGEST_IDENTIFIER = 255
# Letters of base64url: 2048 and 4096 bits.
SHORTEST_MODULUS, LONGEST_MODULUS = 342, 683


class _Registry(JWSRegistry):
    max_header_length = 2048  # the header of a proof holds an RSA key
    max_payload_length = 6000


REGISTRY = _Registry(algorithms=ALGORITHMS, strict_check_header=False)


class Unsound(Exception):
    """What was sent is no signed JWT, or its signature is not of the key."""


@dataclass(frozen=True)
class SignedStatement:
    header: Mapping[str, Any]
    claims: Mapping[str, Any]
    signature: CompactSignature

    def check_signed_by(self, key: Mapping[str, Any]) -> None:
        """Raise Unsound unless the public key (a JWK) made the signature."""
        try:
            imported = _import_key(key)
            if not validate_compact(self.signature, imported, registry=REGISTRY):
                raise Unsound
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise Unsound from error

    def text(self, claim: str) -> str:
        """Give a claim that must be a short, non-empty string; Unsound otherwise."""
        value = self.claims.get(claim)
        if not isinstance(value, str) or not 0 < len(value) <= LONGEST_IDENTIFIER or not value.isprintable():
            raise Unsound
        return value

    def moment(self, claim: str) -> float:
        """Give a claim that must be a time in seconds; Unsound otherwise."""
        value = self.claims.get(claim)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1 << 40:
            raise Unsound
        return value


def read_statement(token: str) -> SignedStatement:
    """Read header and claims; nothing is proven before `check_signed_by`."""
    if len(token) > LONGEST_STATEMENT:
        raise Unsound
    try:
        signature = extract_compact(token.encode("ascii"), registry=REGISTRY)
        claims = json.loads(signature.payload)
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise Unsound from error
    header = signature.headers()
    # `crit` names what must be understood (RFC 7515 §4.1.11); nothing of the kind is.
    if not isinstance(claims, dict) or header.get("alg") not in ALGORITHMS or "crit" in header:
        raise Unsound
    return SignedStatement(header, claims, signature)


def _import_key(key: Mapping[str, Any]) -> ECKey | RSAKey:
    if key.get("kty") == "EC" and key.get("crv") == "P-256":
        return ECKey.import_key(dict(key))
    if key.get("kty") == "RSA" and SHORTEST_MODULUS <= len(key["n"]) <= LONGEST_MODULUS:
        return RSAKey.import_key(dict(key))
    raise Unsound
