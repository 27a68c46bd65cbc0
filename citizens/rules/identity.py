"""What of a person is compared, and for how long it serves (domain.md §3.1; screens.md V6 to V8, V14)."""

import unicodedata
from datetime import date

# A notice of any of the last five years (domain.md 3.1): in 2026, those for 2021 to 2025, and for 2026 once issued.
NOTICE_YEARS = 5
_LIGATURES = {ord("œ"): "oe", ord("æ"): "ae"}


def comparable_name(name: str) -> str:
    """Give the letters alone: accents, capitals, hyphens, apostrophes and spaces make no other person."""
    folded = unicodedata.normalize("NFKD", name).casefold().translate(_LIGATURES)
    return "".join(character for character in unicodedata.normalize("NFKD", folded) if character.isalpha())


def notice_serves(year: int, *, on: date) -> bool:
    """Tell whether the notice for the return of this year still proves an identity."""
    return on.year - NOTICE_YEARS <= year <= on.year
