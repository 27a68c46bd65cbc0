"""Identifiers: normalise and check (domain.md §4). Each function gives the stored form or raises InvalidIdentifier."""

import re
from operator import mul

from django.utils.translation import gettext as _

from clicsequr.kernel.typed import Fault, InvalidIdentifier, compact, digits

# 11 legal persons, 22 sole proprietorships, 33 partnerships and groups, 88 public authorities (Registraire).
NEQ_PREFIXES = ("11", "22", "33", "88")
RQ_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2)
_RQ_NUMBER = re.compile(r"([0-9]+)(?:[A-Z]{2}([0-9]+))?")
# D F I O Q U are never used; W and Z never first.
_POSTAL_CODE = re.compile(r"[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z][0-9][ABCEGHJ-NPRSTV-Z][0-9]")
_EXTENSION = re.compile(r"(?:,|;)?(?:poste|extension|ext|x|p|#):?([0-9]*)$")
_NANP = re.compile(r"[2-9][0-8][0-9][2-9][0-9]{6}")
_DOUBLED = {str(digit): sum(divmod(2 * digit, 10)) for digit in range(10)}


def passes_luhn(number: str) -> bool:
    return (sum(map(_DOUBLED.__getitem__, number[-2::-2])) + sum(map(int, number[::-2]))) % 10 == 0


def normalise_neq(value: str, *, check_digit: bool = True) -> str:
    """Give ten digits: a known prefix, then eight that pass Luhn on their own (2 220 published NEQs, no failure)."""
    neq = digits(value, length=10)
    if not neq.startswith(NEQ_PREFIXES):
        raise InvalidIdentifier(Fault.PREFIX)
    if check_digit and not passes_luhn(neq[2:]):
        raise InvalidIdentifier(Fault.CHECK_DIGIT)
    return neq


def normalise_rq_number(value: str) -> str:
    """Give the ten digits; a file suffix such as TQ0001 or RS0001 is dropped (weights 4 3 2 7 6 5 4 3 2, modulo 11)."""
    kept = compact(value).upper()
    match = _RQ_NUMBER.fullmatch(kept)
    if not match:
        raise InvalidIdentifier(Fault.CHARACTERS, length=len(kept))
    number, file = match.groups()
    if len(number) != 10:
        raise InvalidIdentifier(Fault.LENGTH, length=len(number))
    if file is not None and (len(file) != 4 or file == "0000"):
        raise InvalidIdentifier(Fault.SUFFIX)
    remainder = sum(map(mul, RQ_WEIGHTS, map(int, number))) % 11
    if int(number[9]) != (11 - remainder) % 10:
        raise InvalidIdentifier(Fault.CHECK_DIGIT)
    return number


def normalise_nas(value: str, *, allow_test: bool = False) -> str:
    """Give nine digits that pass Luhn; 8 is a business, 0 is nobody unless `allow_test` (never all zeros)."""
    nas = digits(value, length=9)
    if nas[0] == "8" or nas == "000000000" or (nas[0] == "0" and not allow_test):
        raise InvalidIdentifier(Fault.PREFIX)
    if not passes_luhn(nas):
        raise InvalidIdentifier(Fault.CHECK_DIGIT)
    return nas


def normalise_access_code(value: str) -> str:
    return digits(value, length=6)


def normalise_email_code(value: str) -> str:
    return digits(value, length=6)


def normalise_notice_number(value: str) -> str:
    """Give eleven capitals or digits as typed: O and 0 are never swapped, the notice prints both."""
    number = compact(value).upper()
    if not number.isalnum():
        raise InvalidIdentifier(Fault.CHARACTERS, length=len(number))
    if len(number) != 11:
        raise InvalidIdentifier(Fault.LENGTH, length=len(number))
    return number


def normalise_postal_code(value: str) -> str:
    """Give « G1R 5V7 »."""
    code = compact(value).upper()
    if len(code) != 6:
        raise InvalidIdentifier(Fault.LENGTH, length=len(code))
    if not _POSTAL_CODE.fullmatch(code):
        raise InvalidIdentifier(Fault.CHARACTERS, length=6)
    return f"{code[:3]} {code[3:]}"


def normalise_phone(value: str) -> str:
    """Give ten digits, then « x » and the extension if there is one: 4185550123x1234."""
    typed = compact(value).lower().translate(str.maketrans("", "", "()/"))
    extension = _EXTENSION.search(typed)
    line = typed[: extension.start()] if extension else typed
    number = line.removeprefix("+1") if line.startswith("+1") else line
    if not number.isdigit():
        raise InvalidIdentifier(Fault.CHARACTERS, length=len(number))
    number = number[1:] if len(number) == 11 and number[0] == "1" else number
    if len(number) != 10:
        raise InvalidIdentifier(Fault.LENGTH, length=len(number))
    if not _NANP.fullmatch(number):
        raise InvalidIdentifier(Fault.PREFIX)
    if extension and not 1 <= len(extension[1]) <= 6:
        raise InvalidIdentifier(Fault.SUFFIX)
    return f"{number}x{extension[1]}" if extension else number


def format_neq(neq: str) -> str:
    """Show « 1190 000 019 », with non-breaking spaces."""
    return f"{neq[:4]}\u00a0{neq[4:7]}\u00a0{neq[7:]}"


def format_rq_number(number: str) -> str:
    return format_neq(number)


def format_phone(phone: str) -> str:
    """Show « 418 555-0123, poste 1234 »; the word follows the language of the page."""
    number, _x, extension = phone.partition("x")
    shown = f"{number[:3]}\u00a0{number[3:6]}-{number[6:]}"
    return _("%(phone)s, poste %(extension)s") % {"phone": shown, "extension": extension} if extension else shown
