"""Signing ID tokens and logout tokens, and knowing our own again.

A key is parsed once in the life of a process: reading an RSA key costs a hundred times what a signature with it does.
"""

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils import timezone
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey

from clicsequr.kernel.statements import Lookup
from ministry_services.key_making import make_first_keys
from ministry_services.models import SigningKey
from ministry_services.states import SigningAlgorithm

# How long a process keeps what it read: a rotation is seen everywhere within it.
REREAD_AFTER = 10.0
LONGEST_TOKEN = 8_000
_ALGORITHMS = [str(algorithm) for algorithm in SigningAlgorithm]
_ALL = Lookup(SigningKey, "ORDER BY t.signs_from DESC, t.id DESC")


@dataclass
class ReadyKey:
    """A key of the table, with what reading it costs paid once."""

    row: SigningKey

    @cached_property
    def private(self) -> RSAKey | ECKey:
        return _kind(self.row.algorithm).import_key(json.loads(self.row.private_key))

    @cached_property
    def public(self) -> RSAKey | ECKey:
        return _kind(self.row.algorithm).import_key(dict(self.row.public_key))

    def is_shown(self, now: datetime) -> bool:
        return self.row.shown_from <= now and (self.row.shown_until is None or now < self.row.shown_until)

    def signs(self, now: datetime) -> bool:
        return self.is_shown(now) and self.row.signs_from <= now


class KeysInHand:
    """The keys as this process last read them."""

    def __init__(self) -> None:
        self._keys: dict[str, ReadyKey] = {}
        self._reread_at = 0.0

    def hold(self, rows: Iterable[SigningKey], *, until: float) -> None:
        """Keep these keys until then, on the clock of time.monotonic(); those known already are not parsed again."""
        self._keys = {row.kid: self._again(row) for row in rows}
        self._reread_at = until

    def _again(self, row: SigningKey) -> ReadyKey:
        ready = self._keys.get(row.kid) or ReadyKey(row)
        ready.row = row  # its dates may have changed; the key of a kid never does
        return ready

    def forget(self) -> None:
        self._reread_at = 0.0

    def all(self) -> Iterable[ReadyKey]:
        if time.monotonic() >= self._reread_at:
            self.hold(_ALL.all(), until=time.monotonic() + REREAD_AFTER)
        return self._keys.values()


in_hand = KeysInHand()


def sign(claims: Mapping[str, Any], *, algorithm: str, type: str = "JWT") -> str:
    """Sign with the current key of the algorithm; make the first keys when there are none."""
    key = _current(algorithm)
    header = {"alg": algorithm, "typ": type, "kid": key.row.kid}
    payload = json.dumps(claims, separators=(",", ":"), ensure_ascii=False).encode()
    return jws.serialize_compact(header, payload, key.private, algorithms=_ALGORITHMS)


def verify_own(token: str) -> dict[str, Any] | None:
    """Give the claims of a token that a key we still show has signed, even expired; None for any other text."""
    if len(token) > LONGEST_TOKEN or not token.isascii():
        return None
    keys = KeySet([key.public for key in in_hand.all() if key.is_shown(timezone.now())])
    try:
        opened = jws.deserialize_compact(token, keys, algorithms=_ALGORITHMS)
        claims = json.loads(opened.payload)
    except (JoseError, ValueError, TypeError):  # joserfc reads a header before it knows that it is an object
        return None
    # A logout token is ours too, and names no person who asks for something.
    is_ours = opened.headers().get("typ") == "JWT" and isinstance(claims, dict)
    return claims if is_ours else None


def public_keys(now: datetime) -> list[Mapping[str, Any]]:
    """Give the JWKs to show, those that sign and those that will or did."""
    return [key.row.public_key for key in in_hand.all() if key.is_shown(now)]


def _current(algorithm: str) -> ReadyKey:
    now = timezone.now()
    found = _signing(algorithm, now)
    if found is None:
        make_first_keys(now=now)
        in_hand.forget()
        found = _signing(algorithm, now)
    assert found is not None  # noqa: S101  the line above made it
    return found


def _signing(algorithm: str, now: datetime) -> ReadyKey | None:
    ours = (key for key in in_hand.all() if key.row.algorithm == algorithm and key.signs(now))
    return max(ours, key=lambda key: key.row.signs_from, default=None)


def _kind(algorithm: str) -> type[RSAKey] | type[ECKey]:
    return RSAKey if algorithm == SigningAlgorithm.RS256 else ECKey
