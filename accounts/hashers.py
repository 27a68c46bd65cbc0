"""Argon2id through libsodium: the same digests as argon2-cffi for less CPU (performance.md)."""

from typing import Any

from argon2 import Parameters, Type, extract_parameters
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from nacl.exceptions import InvalidkeyError
from nacl.pwhash import argon2id


class SodiumArgon2idHasher(Argon2PasswordHasher):
    """Same encoding as Django's `argon2`, one lane; costs from settings (t=3, 64 MiB by default)."""

    parallelism = 1

    @property
    def time_cost(self) -> int:  # type: ignore[override]  # read at each call, so that a setting is enough
        return settings.ARGON2_TIME_COST

    @property
    def memory_cost(self) -> int:  # type: ignore[override]
        return settings.ARGON2_MEMORY_KIB

    def encode(self, password: str, salt: str) -> str:
        data = argon2id.str(password.encode(), opslimit=self.time_cost, memlimit=self.memory_cost * 1024)
        return self.algorithm + data.decode().rstrip("\x00")

    def verify(self, password: str, encoded: str) -> bool:
        algorithm, rest = encoded.split("$", 1)
        if algorithm != self.algorithm:
            return False
        digest = f"${rest}"
        if extract_parameters(digest).parallelism != 1 or not digest.startswith("$argon2id$"):
            return super().verify(password, encoded)  # libsodium checks one lane only
        try:
            return argon2id.verify(digest.encode(), password.encode())
        except InvalidkeyError:
            return False

    def params(self) -> Parameters:
        return Parameters(Type.ID, 19, 16, 32, self.time_cost, self.memory_cost, self.parallelism)

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Nothing to add: a digest of other costs is replaced at the next right password."""

    def safe_summary(self, encoded: str) -> dict[Any, Any]:
        return super().safe_summary(encoded)
