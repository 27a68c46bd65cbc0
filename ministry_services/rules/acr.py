"""What services are told of a session's sign-in: `acr` (ours), `amr` (RFC 8176 and its registry)."""

from collections.abc import Collection

from accounts.assurance import acr_of, satisfies
from accounts.authentication_context import (
    CREATION,
    EMAIL_CODE,
    IDENTITY,
    PASSKEY,
    PASSWORD,
    QUESTION,
    RECOVERY_CODE,
    SECURITY_KEY,
    TOTP,
)

__all__ = ["acr_of", "amr_of", "satisfies"]

# « pop », of the same registry: whether hardware or software keeps the key (hwk, swk) is not known without attestation.
_TOLD = {
    PASSWORD: {"pwd"},
    CREATION: {"pwd"},
    QUESTION: {"kba"},
    IDENTITY: {"kba"},
    EMAIL_CODE: {"otp"},
    TOTP: {"otp", "mfa"},
    RECOVERY_CODE: {"otp", "mfa"},
    PASSKEY: {"pop", "user", "mfa"},  # the device, and what unlocks it
    SECURITY_KEY: {"pop", "user", "mfa"},  # after the password
}


def amr_of(methods: Collection[str]) -> list[str]:
    """Give the methods by their registered names, sorted. An e-mail is no second factor: no « mfa » for it."""
    return sorted(set().union(*(_TOLD.get(method, set()) for method in methods)))
