"""How a session is named to an application (OIDC Session: `sid`). Pure."""

from hashlib import sha256
from uuid import UUID


def told_sid(sid: UUID, *, sector: str) -> str:
    """Give the name of a session in one sector; two sectors cannot tell by it that it is the same person's (OIDC §8.1).

    Our own name of the session is 122 random bits that nobody else is told: no key is needed around it.
    """
    return sha256(f"session:{sid}:{sector}".encode()).hexdigest()[:43]
