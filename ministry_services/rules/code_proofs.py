"""Proof Key for Code Exchange, S256 only (RFC 7636). Pure."""

import base64
import hashlib
import re

from clicsequr.kernel.sealing import constant_time_equal

# RFC 7636 §4.1 and §4.2.
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


def is_challenge(text: str) -> bool:
    """Say whether it can be the S256 challenge of some verifier."""
    return bool(_CHALLENGE.fullmatch(text))


def is_verifier_of(challenge: str, verifier: str) -> bool:
    """Say whether the verifier is what the challenge was made of."""
    if not _VERIFIER.fullmatch(verifier):
        return False
    made = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode("ascii")).digest()).rstrip(b"=").decode()
    return constant_time_equal(made, challenge)
