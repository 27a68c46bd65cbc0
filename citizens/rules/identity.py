"""What of a person is compared, and for how long it serves (domain.md §3.1; screens.md V6 to V8, V14)."""

import unicodedata
from datetime import date

# A notice of any of the last five years (domain.md 3.1): in 2026, those for 2021 to 2025, and for 2026 once issued.
NOTICE_YEARS = 5
# Nobody older is alive; a year typed with two figures too few is caught by the field.
EARLIEST_BIRTH = date(1900, 1, 1)
# A return of Québec is due on 30 April; its notice follows.
_FIRST_MONTH_AFTER_RETURNS = 5
_LIGATURES = {ord("œ"): "oe", ord("æ"): "ae"}


def comparable_name(name: str) -> str:
    """Give the letters alone: accents, capitals, hyphens, apostrophes and spaces make no other person."""
    folded = unicodedata.normalize("NFKD", name).casefold().translate(_LIGATURES)
    return "".join(character for character in unicodedata.normalize("NFKD", folded) if character.isalpha())


def notice_serves(year: int, *, on: date) -> bool:
    """Tell whether the notice for the return of this year still proves an identity."""
    return on.year - NOTICE_YEARS <= year <= on.year


def age_on(born: date, *, on: date) -> int:
    """Give the full years; who is born on 29 February is a year older on 1 March of an ordinary year."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def last_return_year(on: date) -> int:
    """Give the year of the last return that everybody must have filed by now (D-02)."""
    return on.year - (1 if on.month >= _FIRST_MONTH_AFTER_RETURNS else 2)
