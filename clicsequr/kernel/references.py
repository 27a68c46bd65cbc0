"""Reference numbers that people read on paper and say on the phone: `LEW-2026-7KQ4-M2XD`."""

import secrets
from datetime import date

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # no I, L, O, 0, 1: read aloud and copied by hand


def new_reference(prefix: str, *, on: date) -> str:
    """Give a number that cannot be guessed: 31⁸ of them a year and a prefix."""
    letters = "".join(secrets.choice(ALPHABET) for _place in range(8))
    return f"{prefix}-{on.year}-{letters[:4]}-{letters[4:]}"
