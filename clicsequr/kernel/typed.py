"""What people type: separators dropped, size bounded, a refusal with a code."""

from enum import StrEnum

# Unicode has more, but these are what keyboards, Word and PDF put inside a number.
HYPHENS = "-\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
# The longest identifier with every separator around each character; all beyond is refused before any work.
LONGEST = 100

_DROPPED = {ord(character): None for character in HYPHENS + INVISIBLE + "."}


class Fault(StrEnum):
    EMPTY = "empty"
    LENGTH = "length"
    CHARACTERS = "characters"
    PREFIX = "prefix"
    CHECK_DIGIT = "check_digit"
    SUFFIX = "suffix"


class InvalidIdentifier(ValueError):
    """What is wrong with an identifier, never the identifier itself; `length` is the number of characters found."""

    def __init__(self, code: Fault, *, length: int = 0) -> None:
        super().__init__(str(code))
        self.code = code
        self.length = length


def bounded(value: str) -> str:
    """Refuse what no identifier can be, before any other work is done on it."""
    if len(value) > LONGEST:
        raise InvalidIdentifier(Fault.LENGTH, length=len(value))
    return value


def without_spaces(value: str) -> str:
    """Drop every Unicode space, the non-breaking ones included, and the invisible characters of copied text."""
    return "".join(bounded(value).translate(dict.fromkeys(map(ord, INVISIBLE))).split())


def compact(value: str) -> str:
    """Drop spaces, hyphens and dots; refuse nothing left, and any character outside ASCII."""
    if len(value) <= LONGEST and value.isascii() and value.isalnum():
        return value  # what a register's file holds: nothing to drop
    kept = "".join(bounded(value).translate(_DROPPED).split())
    if not kept:
        raise InvalidIdentifier(Fault.EMPTY)
    # Before any upper-casing: « ı » and « ſ » would become ASCII letters.
    if not kept.isascii():
        raise InvalidIdentifier(Fault.CHARACTERS, length=len(kept))
    return kept


def digits(value: str, *, length: int) -> str:
    """Give exactly `length` ASCII digits, kept as text for their leading zeros."""
    kept = compact(value)
    if not kept.isdigit():
        raise InvalidIdentifier(Fault.CHARACTERS, length=len(kept))
    if len(kept) != length:
        raise InvalidIdentifier(Fault.LENGTH, length=len(kept))
    return kept
