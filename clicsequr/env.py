"""Typed readers of environment variables; a bad value stops the start with a sentence, never a guess."""

import base64
import binascii
import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """Read `name`, or the file named by `name`_FILE (Docker and Kubernetes secrets)."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set {name} (or {name}_FILE). See docs/operate.md.")
    return value


def flag(name: str, *, default: bool) -> bool:
    value = text(name, str(default)).lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off", ""}:
        return False
    raise ImproperlyConfigured(f"{name} is a yes or no, as 1 or 0; it holds something else.")


def number(name: str, default: int, *, minimum: int = 0) -> int:
    value = text(name, str(default))
    if not value.strip().isdigit() or int(value) < minimum:
        raise ImproperlyConfigured(f"{name} is a whole number of at least {minimum}.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """Read a comma-separated list."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def keys(name: str) -> dict[str, bytes]:
    """Read a key ring `id:base64,id:base64`; the first is current, each key has 32 bytes."""
    ring: dict[str, bytes] = {}
    for item in words(name, None):  # type: ignore[arg-type]  # no default: a missing ring must stop the start
        key_id, _, encoded = item.partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error as error:
            raise ImproperlyConfigured(f"{name}: key {key_id!r} is not base64.") from error
        if not key_id or len(key) != 32:
            raise ImproperlyConfigured(f"{name}: each key is `id:` and 32 bytes in base64.")
        ring[key_id] = key
    if not ring:
        raise ImproperlyConfigured(f"{name} holds no key.")
    return ring


def database(name: str) -> dict[str, object]:
    """Read a `postgresql://user:password@host:port/name` address; `host` may be a socket folder in `?host=`."""
    address = urlsplit(text(name))
    if address.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{name} starts with postgresql:// ; no other database is supported.")
    query = dict(pair.split("=", 1) for pair in address.query.split("&") if "=" in pair)
    host = unquote(query.pop("host", "")) or address.hostname or ""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(address.path.lstrip("/")),
        "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or ""),
        "HOST": host,
        "PORT": str(address.port or query.pop("port", "")),
        "OPTIONS": {key: unquote(value) for key, value in query.items()},
    }
