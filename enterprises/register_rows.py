"""One line of the file of enterprises: checked, its secrets sealed, ready for COPY (docs/register_files.md)."""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from operator import itemgetter

from django.conf import settings

from clicsequr.kernel.contact import normalise_person_name
from clicsequr.kernel.identifiers import normalise_neq, normalise_postal_code, normalise_rq_number
from clicsequr.kernel.register_file import NO_KEY, RejectedRow, copy_line
from clicsequr.kernel.typed import InvalidIdentifier
from enterprises.legal_forms import LegalForm, RepresentativeFunction
from enterprises.sealed_files import SealedFile, seal_file, secret_values
from enterprises.states import SecretKind

CSV_COLUMNS = (
    "neq",
    "rq_number",
    "name",
    "legal_form",
    "status",
    "legacy",
    "address_line",
    "city",
    "province",
    "postal_code",
    "representatives",
    "qst_payments",
    "source_deduction",
    "access_code",
    "invitation_number",
    "notice_number",
)
TABLE_COLUMNS = (*CSV_COLUMNS[:5], "is_legacy", *CSV_COLUMNS[6:10], "secret_kinds", "sealed_file")
NEQ_SPACE, RQ_SPACE = 4 * 10**8, 10**9

_LEGAL_FORMS = frozenset(LegalForm.values)
_FUNCTIONS = frozenset(RepresentativeFunction.values)
_STATUSES = frozenset({"active", "struck_off", "merged"})
_FLAGS = {"0": "f", "1": "t", "": "f"}
_PREFIX_PLACE = {"11": 0, "22": 1, "33": 2, "88": 3}
_QST, _REMITTANCE = SecretKind.QST_PAYMENTS.value, SecretKind.SOURCE_DEDUCTION.value
_CODE, _INVITATION, _NOTICE = (
    SecretKind.ACCESS_CODE.value,
    SecretKind.INVITATION_NUMBER.value,
    SecretKind.NOTICE_NUMBER.value,
)
_ADDRESS = ("address_line", "city", "province"), (150, 80, 40)
_MOST_REPRESENTATIVES = 20
_PAYMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})=(.+)")
# Most files write amounts so; the others take the road of what people type. The same goes for names: few, and repeated.
_PLAIN_AMOUNT = re.compile(r"[1-9][0-9]{0,11}\.[0-9]{2}")
_person_name = lru_cache(maxsize=65_536)(normalise_person_name)
_postal_code_of_canada = lru_cache(maxsize=65_536)(normalise_postal_code)


def read_row(values: Sequence[str]) -> tuple[str, tuple[int, int]]:
    """Check one line and seal its file; raise RejectedRow with the name of the first column that is wrong."""
    neq_written, rq_written, name, form, status, legacy, *address, postal_code = values[:10]
    neq, rq_number = _neq(neq_written), _rq_number(rq_written)
    if not neq and not rq_number:
        raise RejectedRow("no_number")
    if not name.strip():
        raise RejectedRow("name")
    if form not in _LEGAL_FORMS:
        raise RejectedRow("legal_form")
    if status not in _STATUSES:
        raise RejectedRow("status")
    if legacy not in _FLAGS:
        raise RejectedRow("legacy")
    shown = [neq, rq_number, _text("name", 150, name), form, status, _FLAGS[legacy], *map(_text, *_ADDRESS, address)]
    shown.append(_postal_code(postal_code))
    secrets = _secrets(*values[11:])
    sealed = seal_file(SealedFile(_representatives(values[10]), secrets), neq=neq, rq_number=rq_number)
    row = copy_line(shown, "{" + ",".join(secrets) + "}", f"\\\\x{sealed.hex()}")
    return row, (_neq_place(neq), int(rq_number[:9]) if rq_number else NO_KEY)


def _neq(value: str) -> str:
    try:
        return normalise_neq(value, check_digit=settings.NEQ_CHECK_DIGIT) if value.strip() else ""
    except InvalidIdentifier:
        raise RejectedRow("neq") from None


def _rq_number(value: str) -> str:
    try:
        return normalise_rq_number(value) if value.strip() else ""
    except InvalidIdentifier:
        raise RejectedRow("rq_number") from None


def _neq_place(neq: str) -> int:
    return _PREFIX_PLACE[neq[:2]] * 10**8 + int(neq[2:]) if neq else NO_KEY


def _text(column: str, longest: int, value: str) -> str:
    text = value.strip()
    if len(text) > longest:
        raise RejectedRow(column)
    return text


def _postal_code(value: str) -> str:
    try:
        return _postal_code_of_canada(value) if value.strip() else ""
    except InvalidIdentifier:
        # Enterprises have addresses outside Canada: kept as written, within the column.
        return _text("postal_code", 7, value)


def _representatives(value: str) -> list[tuple[str, str, str]]:
    if not value:
        return []
    people = []
    for written in value.split(";"):
        parts = written.split("|")
        if len(parts) != 3 or parts[2].strip() not in _FUNCTIONS:
            raise RejectedRow("representatives")
        try:
            people.append((_person_name(parts[0]), _person_name(parts[1]), parts[2].strip()))
        except InvalidIdentifier:
            raise RejectedRow("representatives") from None
    if len(people) > _MOST_REPRESENTATIVES:
        raise RejectedRow("representatives")
    return people


def _secrets(payments: str, remittances: str, code: str, invitation: str, notice: str) -> dict[str, list[str]]:
    """Keep what an agent may ask: the last two QST payments (one alone answers for nothing), the last remittance."""
    secrets: dict[str, list[str]] = {}
    if payments and len(amounts := _last_amounts(_QST, payments, 2)) == 2:
        secrets[_QST] = amounts
    if remittances:
        secrets[_REMITTANCE] = _last_amounts(_REMITTANCE, remittances, 1)
    for kind, value in ((_CODE, code), (_INVITATION, invitation), (_NOTICE, notice)):
        if value:
            secrets[kind] = _secret(kind, value)
    return secrets


def _last_amounts(kind: str, value: str, wanted: int) -> list[str]:
    payments = []
    for written in value.split(";"):
        match = _PAYMENT.fullmatch(written)
        if not match:
            raise RejectedRow(kind)
        day, amount = match.groups()
        try:
            payments.append((date.fromisoformat(day), amount))
        except ValueError:
            raise RejectedRow(kind) from None
    if len(payments) > 1:
        payments.sort(key=itemgetter(0), reverse=True)
    last = [amount for _day, amount in payments[:wanted]]
    if all(map(_PLAIN_AMOUNT.fullmatch, last)):
        return sorted(amount.replace(".", "") for amount in last)
    return _secret(kind, last)


def _secret(kind: str, value: str | list[str]) -> list[str]:
    try:
        return secret_values(kind, value)
    except InvalidIdentifier:
        raise RejectedRow(kind) from None
