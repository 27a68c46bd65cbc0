"""What a set of public keys of a ministry's application may be (RFC 7517). Pure."""

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from clicsequr.kernel.errors import Sentence

MOST_KEYS = 5
SMALLEST_RSA, LARGEST_RSA = 2048, 4096
LONGEST_KEY_SET = 20_000
# RFC 7518 §6: the members that only a private or a symmetric key has.
PRIVATE_MEMBERS = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}
_PRIVATE = re.compile(r"PRIVATE KEY|\"(?:d|p|q|dp|dq|qi|oth|k)\"\s*:")
_KINDS = {"RSA": ("RS256", "PS256"), "EC": ("ES256",)}
_MALFORMED = _('Les clés ne sont pas un ensemble de clés publiques (JWKS)\u00a0: {"keys": [ … ]}.')
HOLDS_A_PRIVATE_KEY = _(
    "Ce texte contient une clé privée. Elle n’a pas été gardée, mais elle a voyagé\u00a0: remplacez-la, puis ne "
    "collez que la clé publique."
)


def holds_a_private_key(text: str) -> bool:
    """Say whether a pasted text shows any part of a private key, well formed or not."""
    return bool(_PRIVATE.search(text))


def read_key_set(text: str) -> dict[str, Any] | None:
    """Read a pasted set of keys, or nothing when it is not one; a single key is a set of one."""
    if len(text) > LONGEST_KEY_SET:
        return None
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(data, dict) and "kty" in data:
        return {"keys": [data]}
    return data if isinstance(data, dict) else None


def key_set_faults(data: Any) -> Iterator[Sentence]:
    """Say what is wrong with a set of keys: public, RSA of 2048 bits or P-256, each with a kid of its own."""
    keys = data.get("keys") if isinstance(data, Mapping) else None
    if not isinstance(keys, list) or not keys or not all(isinstance(key, Mapping) for key in keys):
        yield _MALFORMED
        return
    if any(key.keys() & PRIVATE_MEMBERS for key in keys):
        yield HOLDS_A_PRIVATE_KEY
        return
    if len(keys) > MOST_KEYS:
        yield _("Il y a trop de clés\u00a0: 5 au plus.")
        return
    kids = [key.get("kid") for key in keys]
    if not all(isinstance(kid, str) and 0 < len(kid) <= 100 and kid.isprintable() for kid in kids):
        yield _("Chaque clé doit avoir un identifiant (kid) de 100 caractères au plus.")
    elif len(set(kids)) != len(kids):
        yield _("Deux clés ont le même identifiant (kid).")
    for key in keys:
        if fault := _key_fault(key):
            yield fault


def _key_fault(key: Mapping[str, Any]) -> Sentence | None:
    kind = key.get("kty")
    if not isinstance(kind, str) or kind not in _KINDS:
        return _("Une clé est RSA ou EC.")
    if key.get("use", "sig") != "sig" or key.get("alg", _KINDS[kind][0]) not in _KINDS[kind]:
        return _("Une clé doit servir à signer (use «\u00a0sig\u00a0»), en RS256, PS256 ou ES256.")
    try:
        # Measured before it is read: the library warns of a short key, and a very long one costs time.
        if kind == "RSA" and not SMALLEST_RSA <= _bits(key["n"]) <= LARGEST_RSA:
            return _("Une clé RSA doit avoir de 2048 à 4096 bits.")
        if kind == "RSA":
            RSAKey.import_key(dict(key)).as_dict(private=False)
        elif ECKey.import_key(dict(key)).curve_name != "P-256":
            return _("Une clé EC doit être de P-256.")
    except (JoseError, ValueError, TypeError, KeyError):
        return _MALFORMED
    return None


def _bits(number: str) -> int:
    return int.from_bytes(urlsafe_b64decode(number + "=="), "big").bit_length()


def kept_keys(data: Mapping[str, Any]) -> dict[str, Any]:
    """Give a sound set with the members that a public key has, and nothing else that was pasted beside them."""
    members = ("kty", "kid", "use", "alg", "n", "e", "crv", "x", "y")
    return {"keys": [{name: key[name] for name in members if name in key} for key in data.get("keys", [])]}


def thumbprint_of(key: Mapping[str, Any]) -> str:
    """Give the mark of a kept key by which its owner knows it (RFC 7638): another key never has it."""
    kind = RSAKey if key["kty"] == "RSA" else ECKey
    return kind.import_key(dict(key)).thumbprint()
