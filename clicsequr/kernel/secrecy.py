"""Secrets written where none belongs, found by their shape. Pure."""

import re

from clicsequr.kernel.identifiers import passes_luhn
from clicsequr.kernel.masking import HIDDEN
from clicsequr.kernel.typed import HYPHENS, INVISIBLE

_SEPARATORS = rf"[\s.,/{re.escape(HYPHENS + INVISIBLE)}]*"
_NINE_DIGITS = re.compile(rf"(?<![0-9])[0-9](?:{_SEPARATORS}[0-9]){{8}}(?!{_SEPARATORS}[0-9])")
_BETWEEN = rf"[\s{re.escape(HYPHENS + INVISIBLE)}]"
# A number as people write or dictate it: a telephone or a NEQ is one run, and longer than a code.
_DIGITS = re.compile(rf"[0-9]+(?:{_BETWEEN}{{1,3}}[0-9]+)*")
# « 123456 », « 123 456 », « 12 34 56 », « 1 2 3 4 5 6 »; « 2026-11 » is a month.
_CODE_GROUPS = {(6,), (3, 3), (2, 2, 2), (1, 1, 1, 1, 1, 1)}


def holds_nas(text: str) -> bool:
    """Say whether a text holds nine digits that pass Luhn, however they are spaced; a telephone number has ten."""
    return without_nas(text) != text


def without_nas(text: str) -> str:
    """Give the text with dots in place of every number that may be a NAS."""
    return _NINE_DIGITS.sub(lambda match: HIDDEN * 3 if _may_be_nas(match.group()) else match.group(), text)


def holds_secret(text: str) -> bool:
    """Say whether a text holds a number that may be a NAS or an access code of six digits."""
    return without_secrets(text) != text


def without_secrets(text: str) -> str:
    """Give the text with dots in place of every number that may be a NAS or an access code of six digits."""
    return _DIGITS.sub(lambda match: HIDDEN * 2 if _may_be_code(match.group()) else match.group(), without_nas(text))


def _may_be_nas(written: str) -> bool:
    return passes_luhn("".join(character for character in written if character.isascii() and character.isdigit()))


def _may_be_code(written: str) -> bool:
    return tuple(len(group) for group in re.findall(r"[0-9]+", written)) in _CODE_GROUPS
