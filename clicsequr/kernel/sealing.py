"""Sealed values and keyed indexes: AES-256-GCM bound to a column, HMAC-SHA-256 under keys of its own."""

import hmac
import os
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

VERSION = 1
NONCE_BYTES = 12  # the size GCM is made for; random, so one key serves at most 2**32 values (NIST SP 800-38D, 8.3)


class SealBroken(Exception):
    """A sealed value that does not open: changed, moved to another column, or sealed under a lost key."""


@lru_cache(maxsize=16)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def _current(ring: dict[str, bytes]) -> tuple[str, bytes]:
    key_id, key = next(iter(ring.items()), ("", b""))
    if len(key) != 32 or not 1 <= len(key_id.encode()) <= 255:
        raise ImproperlyConfigured("A key ring holds ids, each with 32 bytes; the first is current.")
    return key_id, key


def _bytes(value: str | bytes) -> bytes:
    return value.encode() if isinstance(value, str) else bytes(value)


def seal(value: str | bytes, *, purpose: str) -> bytes:
    """Seal under the current key, readable again only for the same purpose (« app.Model.field »)."""
    key_id, key = _current(settings.SEALING_KEYS)
    nonce = os.urandom(NONCE_BYTES)
    return _header(key_id) + nonce + _cipher(key).encrypt(nonce, _bytes(value), purpose.encode())


@lru_cache(maxsize=16)
def _header(key_id: str) -> bytes:
    return bytes((VERSION, len(key_id.encode()))) + key_id.encode()


def _key_id(token: bytes) -> str:
    if len(token) < 2 or token[0] != VERSION:
        raise SealBroken("unknown format")
    return token[2 : 2 + token[1]].decode(errors="replace")


def unseal_bytes(token: bytes, *, purpose: str) -> bytes:
    """Open a sealed value; raise SealBroken for anything else than an intact one of this purpose."""
    token = bytes(token)
    key = settings.SEALING_KEYS.get(_key_id(token))
    if key is None:
        raise SealBroken("unknown key")
    start = 2 + token[1]
    body = start + NONCE_BYTES
    try:
        return _cipher(key).decrypt(token[start:body], token[body:], purpose.encode())
    except (InvalidTag, ValueError) as error:  # ValueError: a nonce cut short
        raise SealBroken("changed, or sealed for another purpose") from error


def unseal(token: bytes, *, purpose: str) -> str:
    return unseal_bytes(token, purpose=purpose).decode()


def needs_resealing(token: bytes) -> bool:
    """True under any key but the current one."""
    return _key_id(bytes(token)) != _current(settings.SEALING_KEYS)[0]


def keyed_index(value: str | bytes, *, purpose: str) -> bytes:
    """Give 32 bytes that say only whether two values are equal, to who holds the current index key."""
    return _index(_current(settings.INDEX_KEYS)[1], value, purpose)


def keyed_indexes(value: str | bytes, *, purpose: str) -> list[bytes]:
    """Give the index under every key of the ring, current first: look up with `__in` while keys rotate."""
    return [_index(key, value, purpose) for key in settings.INDEX_KEYS.values()]


def lasting_index(value: str | bytes, *, purpose: str) -> bytes:
    """Give the index under the oldest key of the ring: for names that others keep, as long as that key stays in it."""
    return _index(next(reversed(settings.INDEX_KEYS.values())), value, purpose)


def _index(key: bytes, value: str | bytes, purpose: str) -> bytes:
    return hmac.digest(key, purpose.encode() + b"\x00" + _bytes(value), "sha256")


def constant_time_equal(left: str | bytes, right: str | bytes) -> bool:
    return hmac.compare_digest(_bytes(left), _bytes(right))


class SealedTextField(models.BinaryField):
    """Text kept sealed in its column. Every lookup but `isnull` is refused; renaming it needs a data migration."""

    # Text, for the type checker: the column alone holds bytes.
    _pyi_private_set_type: str
    _pyi_private_get_type: str  # type: ignore[assignment]

    @property
    def purpose(self) -> str:
        return f"{self.model._meta.app_label}.{self.model.__name__}.{self.name}"  # noqa: SLF001 - _meta is public

    def get_default(self) -> object:
        default = super().get_default()
        return "" if default == b"" else default

    def to_python(self, value: object) -> object:
        return value

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        if value is None:
            return None
        return super().get_db_prep_value(seal(value, purpose=self.purpose), connection, prepared)

    def from_db_value(self, value: bytes | None, expression: object, connection: object) -> str | None:
        return None if value is None else unseal(value, purpose=self.purpose)

    def get_lookup(self, lookup_name: str) -> type[models.Lookup] | None:
        if lookup_name != "isnull":
            raise FieldError(f"{self.purpose} is sealed: find rows through a keyed index.")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> None:
        raise FieldError(f"{self.purpose} is sealed: it has no {lookup_name}.")

    def value_to_string(self, obj: models.Model) -> str:
        raise FieldError(f"{self.purpose} is sealed: it does not leave in a fixture.")
