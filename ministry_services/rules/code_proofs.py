"""Proof Key for Code Exchange, S256 only (RFC 7636). Pure."""

import base64
import hashlib
import re

from clicsequr.kernel.sealing import constant_time_equal

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")  # RFC 7636 §4.1


def is_verifier_of(challenge: str, verifier: str) -> bool:
    """Say whether the verifier is what the challenge was made of."""
    if not _VERIFIER.fullmatch(verifier):
        return False
    made = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode("ascii")).digest()).rstrip(b"=").decode()
    return constant_time_equal(made, challenge)
