"""One line of the file of persons: checked, sealed, ready for COPY (docs/register_files.md)."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache

from django.conf import settings

from citizens.sealed_files import PersonFile, nas_index, reference_of, seal_file
from clicsequr.kernel.amounts import parse_amount, whole_dollars
from clicsequr.kernel.contact import normalise_person_name
from clicsequr.kernel.identifiers import (
    normalise_access_code,
    normalise_nas,
    normalise_notice_number,
    normalise_postal_code,
)
from clicsequr.kernel.register_file import RejectedRow, copy_line
from clicsequr.kernel.typed import InvalidIdentifier

CSV_COLUMNS = (
    "nas",
    "first_name",
    "last_name",
    "date_of_birth",
    "postal_code",
    "access_codes",
    "notice_numbers",
    "line_199",
)
# Where a letter reaches the person. A file made before letters has none of the three.
ADDRESS_COLUMNS = ("address_line", "city", "province")
TABLE_COLUMNS = ("reference", "nas_index", "sealed_file")
# The ninth digit follows from the others.
NAS_SPACE = 10**8

_MOST_VALUES = 20
_NO_ADDRESS = ("", "", "")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_OF_A_YEAR = re.compile(r"([12][0-9]{3})=(.+)")
# Most files write amounts so; the others take the road of what people type.
_PLAIN_AMOUNT = re.compile(r"([1-9][0-9]{0,11})\.[0-9]{2}")
# Few, and repeated. Each process has its own: larger ones would be felt in the memory of an import.
_person_name = lru_cache(maxsize=16_384)(normalise_person_name)
_postal_code = lru_cache(maxsize=16_384)(normalise_postal_code)


def read_row(values: Sequence[str]) -> tuple[str, tuple[int]]:
    """Check one line and seal it; raise RejectedRow with the name of the first column that is wrong."""
    nas_written, first_name, last_name, born, postal_code, codes, notices, amounts, *address = values
    address_line, city, province = address or _NO_ADDRESS
    nas = _nas(nas_written)
    index = nas_index(nas)
    file = PersonFile(
        first_name=_checked("first_name", _person_name, first_name),
        last_name=_checked("last_name", _person_name, last_name),
        born_on=_checked("date_of_birth", _day, born),
        postal_code=_checked("postal_code", _postal_code, postal_code) if postal_code else "",
        access_codes=_access_codes(codes),
        notices=_by_year("notice_numbers", normalise_notice_number, notices),
        line_199=_last_amount(amounts),
        address_line=_text("address_line", 150, address_line),
        city=_text("city", 80, city),
        province=_text("province", 40, province),
    )
    sealed = seal_file(file, index=index)
    row = copy_line([str(reference_of(nas))], f"\\\\x{index.hex()}", f"\\\\x{sealed.hex()}")
    return row, (int(nas[:8]),)


def _nas(value: str) -> str:
    return _checked("nas", lambda written: normalise_nas(written, allow_test=settings.NAS_ALLOW_TEST_NUMBERS), value)


def _checked(column: str, normalise: Callable[[str], str], value: str) -> str:
    try:
        return normalise(value)
    except InvalidIdentifier:
        raise RejectedRow(column) from None


def _day(value: str) -> str:
    if not _DATE.fullmatch(value):
        raise RejectedRow("date_of_birth")
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise RejectedRow("date_of_birth") from None


def _text(column: str, longest: int, value: str) -> str:
    text = value.strip()
    if len(text) > longest:
        raise RejectedRow(column)
    return text


def _by_year(column: str, normalise: Callable[[str], str], value: str) -> list[tuple[str, str]]:
    """Read « year=value », several with « ; »."""
    if not value:
        return []
    read = []
    for written in value.split(";"):
        match = _OF_A_YEAR.fullmatch(written)
        if not match:
            raise RejectedRow(column)
        read.append((match[1], _checked(column, normalise, match[2])))
    if len(read) > _MOST_VALUES:
        raise RejectedRow(column)
    return read


def _access_codes(value: str) -> dict[str, str]:
    """Read the codes; one a person and a year (domain.md 3.1)."""
    codes = _by_year("access_codes", normalise_access_code, value)
    by_year = dict(codes)
    if len(by_year) < len(codes):
        raise RejectedRow("access_codes")
    return by_year


def _last_amount(value: str) -> str:
    """Keep line 199 of the last return alone: that is what people are asked."""
    amounts = _by_year("line_199", _dollars, value)
    return max(amounts)[1] if amounts else ""


def _dollars(value: str) -> str:
    if plain := _PLAIN_AMOUNT.fullmatch(value):
        return plain[1]
    return str(whole_dollars(parse_amount(value)))
