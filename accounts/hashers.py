"""Argon2id through libsodium: the same digests as argon2-cffi for less CPU (performance.md)."""

import unicodedata
from threading import BoundedSemaphore
from typing import Any

from argon2 import Parameters, Type, extract_parameters
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from nacl.exceptions import InvalidkeyError
from nacl.pwhash import argon2id

SALT_BYTES, DIGEST_BYTES = 16, 32  # what libsodium writes
# One hash at a time in a process, and a process a core: more at once only empty each other's caches and take memory.
_turn = BoundedSemaphore(1)


class SodiumArgon2idHasher(Argon2PasswordHasher):
    """Same encoding as Django's `argon2`, one lane; costs from settings (t=3, 64 MiB by default)."""

    algorithm = "argon2"
    parallelism = 1

    @property
    def time_cost(self) -> int:  # type: ignore[override]  # read at each call, so that a setting is enough
        return settings.ARGON2_TIME_COST

    @property
    def memory_cost(self) -> int:  # type: ignore[override]
        return settings.ARGON2_MEMORY_KIB

    def encode(self, password: str, salt: str) -> str:
        """Hash under a salt that libsodium draws itself; `salt` is not used."""
        typed = _as_typed_anywhere(password)
        with _turn:
            data = argon2id.str(typed, opslimit=self.time_cost, memlimit=self.memory_cost * 1024)
        return str(self.algorithm + data.decode().rstrip("\x00"))

    def verify(self, password: str, encoded: str) -> bool:
        algorithm, rest = encoded.split("$", 1)
        if algorithm != self.algorithm:
            return False
        digest = f"${rest}"
        if extract_parameters(digest).parallelism != 1 or not digest.startswith("$argon2id$"):
            return bool(super().verify(password, encoded))  # libsodium checks one lane only
        typed = _as_typed_anywhere(password)
        try:
            with _turn:
                return bool(argon2id.verify(digest.encode(), typed))
        except InvalidkeyError:
            return False

    def must_update(self, encoded: str) -> bool:
        """True under any cost but the present ones: the next right password is hashed again."""
        return bool(extract_parameters(encoded.removeprefix(self.algorithm)) != self.params())

    def params(self) -> Parameters:
        return Parameters(Type.ID, 19, SALT_BYTES, DIGEST_BYTES, self.time_cost, self.memory_cost, self.parallelism)

    def safe_summary(self, encoded: str) -> dict[Any, Any]:
        return dict(super().safe_summary(encoded))


def _as_typed_anywhere(password: str) -> bytes:
    """« é » is one character or two, by the keyboard: both are the same password (NIST SP 800-63B, 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password).encode()
