"""How surely a session knows who sits there, from what its person did (OIDC Core §2, `acr`)."""

from collections.abc import Collection

from accounts.authentication_context import (
    CREATION,
    EMAIL_CODE,
    IDENTITY,
    PASSKEY,
    QUESTION,
    RECOVERY_CODE,
    SECURITY_KEY,
    TOTP,
)
from accounts.states import Acr

_ORDER = {str(acr): place for place, acr in enumerate(Acr)}
# The strongest that was done decides. A recovery code stands for the application that gave it: both are something
# one has (NIST SP 800-63B §5.1.2, §5.1.4). Who has just created an account gave a code, and chose all the answers.
_BY_STRENGTH: list[tuple[Acr, frozenset[str]]] = [
    (Acr.PHISHING_RESISTANT, frozenset({PASSKEY, SECURITY_KEY})),
    (Acr.TOTP, frozenset({TOTP, RECOVERY_CODE})),
    (Acr.TWO_STEPS, frozenset({QUESTION, EMAIL_CODE, IDENTITY, CREATION})),
]


def acr_of(methods: Collection[str]) -> Acr:
    """Give the assurance of a session: every method but a passkey comes after a password."""
    return next((acr for acr, needed in _BY_STRENGTH if needed.intersection(methods)), Acr.PASSWORD)


def satisfies(held: str, wanted: str) -> bool:
    """Say whether an assurance is at least the one wanted; an unknown one is never reached."""
    return _ORDER[held] >= _ORDER.get(wanted, len(_ORDER))
