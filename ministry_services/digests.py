"""What stands in a table for a code, a token or a secret that we drew: 256 random bits need no slow hash."""

import hashlib
import secrets

from clicsequr.kernel.sealing import constant_time_equal


def new_secret() -> str:
    """Draw 256 bits, in letters that need no escape in a form, a header or an address."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """Give the SHA-256 of a secret in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


def is_secret_of(digest: str, secret: str) -> bool:
    """Compare in constant time; an empty digest is nobody's."""
    return bool(digest) and constant_time_equal(digest, digest_of(secret))
