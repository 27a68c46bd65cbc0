"""One line of the file of Clic Revenu's accounts (docs/register_files.md)."""

import re
from collections.abc import Callable, Sequence

from django.conf import settings
from django.contrib.auth.hashers import identify_hasher

from clicsequr.kernel.contact import normalise_email, normalise_person_name
from clicsequr.kernel.identifiers import normalise_neq, normalise_phone, normalise_rq_number
from clicsequr.kernel.register_file import RejectedRow
from clicsequr.kernel.typed import InvalidIdentifier
from enterprises.services.legacy_accounts import LegacyAccount

CSV_COLUMNS = ("neq", "rq_number", "user_code", "password", "first_name", "last_name", "email", "phone", "language")
_USER_CODE = re.compile(r"[A-Z0-9]{4,20}")
_LONGEST_HASH = 128


def read_account(values: Sequence[str]) -> LegacyAccount:
    """Check one line; raise RejectedRow with the name of the first column that is wrong."""
    neq, rq_number, user_code, password, first_name, last_name, email, phone, language = values
    if not neq and not rq_number:
        raise RejectedRow("no_number")
    if not _USER_CODE.fullmatch(user_code):
        raise RejectedRow("user_code")
    if language not in dict(settings.LANGUAGES):
        raise RejectedRow("language")
    return LegacyAccount(
        neq=_read("neq", neq, lambda typed: normalise_neq(typed, check_digit=settings.NEQ_CHECK_DIGIT)),
        rq_number=_read("rq_number", rq_number, normalise_rq_number),
        user_code=user_code,
        password=_hash(password),
        first_name=_read("first_name", first_name, normalise_person_name, required=True),
        last_name=_read("last_name", last_name, normalise_person_name, required=True),
        email=_read("email", email, normalise_email, required=True),
        phone=_read("phone", phone, normalise_phone),
        language=language,
    )


def _read(column: str, value: str, normalise: Callable[[str], str], *, required: bool = False) -> str:
    if not value and not required:
        return ""
    try:
        return normalise(value)
    except InvalidIdentifier:
        raise RejectedRow(column) from None


def _hash(password: str) -> str:
    """Accept a hash of one of PASSWORD_HASHERS; a password in clear is never taken."""
    try:
        identify_hasher(password)
    except ValueError:
        raise RejectedRow("password") from None
    if len(password) > _LONGEST_HASH:
        raise RejectedRow("password")
    return password
