"""What a message may hold. Pure."""

import re

from clicsequr.kernel.identifiers import passes_luhn
from clicsequr.kernel.masking import HIDDEN
from clicsequr.kernel.typed import HYPHENS, INVISIBLE

_SEPARATORS = rf"[\s.,/{re.escape(HYPHENS + INVISIBLE)}]*"
_NINE_DIGITS = re.compile(rf"(?<![0-9])[0-9](?:{_SEPARATORS}[0-9]){{8}}(?!{_SEPARATORS}[0-9])")


def holds_nas(text: str) -> bool:
    """Say whether a text holds nine digits that pass Luhn, however they are spaced; a telephone number has ten."""
    return without_nas(text) != text


def without_nas(text: str) -> str:
    """Give the text with dots in place of every number that may be a NAS."""
    return _NINE_DIGITS.sub(lambda match: HIDDEN * 3 if _may_be_nas(match.group()) else match.group(), text)


def _may_be_nas(written: str) -> bool:
    return passes_luhn("".join(character for character in written if character.isascii() and character.isdigit()))
