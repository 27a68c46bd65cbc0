"""How the portal asks Revenu Québec's register of persons, whatever keeps it (architecture.md §3)."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from typing import Protocol, cast
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError
from django.db.models import QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from citizens.models import RegisteredPerson
from citizens.rules.identity import comparable_name, notice_serves
from citizens.sealed_files import PersonFile, nas_indexes, open_file, seal_file
from clicsequr.kernel.amounts import whole_dollars
from clicsequr.kernel.errors import Unavailable
from clicsequr.kernel.identifiers import (
    normalise_access_code,
    normalise_nas,
    normalise_notice_number,
    normalise_postal_code,
)
from clicsequr.kernel.sealing import SealBroken, constant_time_equal
from clicsequr.kernel.typed import InvalidIdentifier

logger = logging.getLogger(__name__)

# Opened for a number that the register does not know, so that the answer costs the same.
_NOBODY = PersonFile(
    first_name="Personne",
    last_name="Inconnue",
    born_on="1900-01-01",
    postal_code="G1R 5V7",
    access_codes={"1900": "000000"},
    notices=[(str(year), "00000000000") for year in range(1900, 1905)],
    line_199="0",
    address_line="1, rue de Personne",
    city="Québec",
    province="QC",
)
_NO_INDEX = bytes(32)


class RegisterUnavailable(Unavailable):
    """The register does not answer: another thing than « does not match », and never a try."""

    code = "register.unavailable"
    message = _("Le registre de Revenu Québec ne répond pas. Rien n’a été perdu. Réessayez dans quelques minutes.")


@dataclass(frozen=True, slots=True, repr=False)
class PersonParticulars:
    """What a person says to get a letter (screens.md C-14); without a `repr`, which a log could hold."""

    first_name: str
    last_name: str
    date_of_birth: date
    postal_code: str


@dataclass(frozen=True, slots=True, repr=False)
class PersonDetails(PersonParticulars):
    """What a person says to get their access code (screens.md D-01, D-02)."""

    line_199: Decimal


@dataclass(frozen=True, slots=True, repr=False)
class PostalAddress:
    """Where the register says that the person gets their mail: for an envelope, never for a page."""

    name: str
    line: str
    city: str
    province: str
    postal_code: str


@dataclass(frozen=True, slots=True, repr=False)
class PersonName:
    """As the register writes it; without a `repr`, which a log could hold."""

    first_name: str
    last_name: str


class PersonRegister(Protocol):
    """Each method raises RegisterUnavailable when the register does not answer. `on` is the day of the question."""

    def find(self, nas: str) -> UUID | None:
        """Give the reference of the person with this number; never to be told before they have proven who they are."""

    def verify_identity(self, nas: str, *, access_code: str, notice_number: str, on: date) -> UUID | None:
        """Give the reference when all three are of one person: this year's code, a notice of the last five years."""

    def access_code_for(self, nas: str, details: PersonDetails, *, on: date) -> str | None:
        """Give this year's access code when every detail is the person's; None whichever is not."""

    def match_person(self, nas: str, particulars: PersonParticulars, *, on: date) -> UUID | None:
        """Give the reference when every detail is the person's; None whichever is not."""

    def postal_address(self, reference: UUID) -> PostalAddress | None:
        """Give the address of a person; None where a letter would not arrive, and for who left the register."""

    def name_of(self, reference: UUID) -> PersonName | None:
        """Give the name of a person who has proven who they are; None for who left the register."""


@lru_cache(maxsize=4)
def _instance(path: str) -> PersonRegister:
    return cast(PersonRegister, import_string(path)())


def register() -> PersonRegister:
    """Give the register named by the setting CITIZEN_REGISTER."""
    return _instance(settings.CITIZEN_REGISTER)


class DatabaseRegister:
    """The register kept in PostgreSQL, filled by `manage.py import_register citizens`."""

    def find(self, nas: str) -> UUID | None:
        row = _row(nas)
        return row.reference if row else None

    def verify_identity(self, nas: str, *, access_code: str, notice_number: str, on: date) -> UUID | None:
        row = _row(nas)
        file = _file(row)
        notices = [number for year, number in file.notices if notice_serves(int(year), on=on)]
        matches = [
            _is_among(_read(normalise_access_code, access_code), [file.access_codes.get(str(on.year), "")]),
            _is_among(_read(normalise_notice_number, notice_number), notices),
        ]
        return row.reference if row is not None and all(matches) else None

    def access_code_for(self, nas: str, details: PersonDetails, *, on: date) -> str | None:
        row = _row(nas)
        file = _file(row)
        matches = _particulars_match(file, details)
        matches.append(_is_among(str(whole_dollars(details.line_199)), [file.line_199]))
        code = file.access_codes.get(str(on.year))
        return code if row is not None and all(matches) else None

    def match_person(self, nas: str, particulars: PersonParticulars, *, on: date) -> UUID | None:
        row = _row(nas)
        matches = _particulars_match(_file(row), particulars)
        return row.reference if row is not None and all(matches) else None

    def postal_address(self, reference: UUID) -> PostalAddress | None:
        row = _found(RegisteredPerson.objects.filter(pk=reference))
        if row is None:
            return None
        file = _file(row)
        if not (file.address_line and file.city and file.postal_code):
            return None
        name = f"{file.first_name} {file.last_name}".strip()
        return PostalAddress(name, file.address_line, file.city, file.province, file.postal_code)

    def name_of(self, reference: UUID) -> PersonName | None:
        row = _found(RegisteredPerson.objects.filter(pk=reference))
        if row is None:
            return None
        file = _file(row)
        return PersonName(file.first_name, file.last_name)


def _particulars_match(file: PersonFile, said: PersonParticulars) -> list[bool]:
    return [
        _is_among(comparable_name(said.first_name), [comparable_name(file.first_name)]),
        _is_among(comparable_name(said.last_name), [comparable_name(file.last_name)]),
        _is_among(said.date_of_birth.isoformat(), [file.born_on]),
        _is_among(_read(normalise_postal_code, said.postal_code), [file.postal_code]),
    ]


def _read(normalise: Callable[[str], str], typed: str) -> str:
    try:
        return normalise(typed)
    except InvalidIdentifier:
        return ""


def _is_among(said: str, held: Iterable[str]) -> bool:
    """Compare with every value, each in constant time; nothing said, or nothing held, is no match."""
    found = False
    for value in held:
        found |= constant_time_equal(_digest(said), _digest(value)) & bool(value)
    return found


def _digest(value: str) -> bytes:
    # Digests have one length: the time tells neither the number of characters nor the first that differs.
    return sha256(value.encode()).digest()


def _row(nas: str) -> RegisteredPerson | None:
    try:
        indexes = nas_indexes(normalise_nas(nas, allow_test=settings.NAS_ALLOW_TEST_NUMBERS))
    except InvalidIdentifier:
        indexes = [_NO_INDEX]
    return _found(RegisteredPerson.objects.filter(nas_index__in=indexes))


def _found(rows: QuerySet[RegisteredPerson]) -> RegisteredPerson | None:
    try:
        return next(iter(rows[:1]), None)
    except DatabaseError as error:
        raise RegisterUnavailable from error


def _file(row: RegisteredPerson | None) -> PersonFile:
    if row is None:
        return open_file(_nobody(next(iter(settings.SEALING_KEYS.items()))), index=_NO_INDEX)
    try:
        return open_file(bytes(row.sealed_file), index=bytes(row.nas_index))
    except SealBroken as error:
        logger.exception("register.seal_broken", extra={"reference": str(row.reference)})
        raise RegisterUnavailable from error


@lru_cache(maxsize=4)
def _nobody(_current_key: tuple[str, bytes]) -> bytes:
    return seal_file(_NOBODY, index=_NO_INDEX)
