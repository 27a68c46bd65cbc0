"""Persons of the register, sealed as the import seals them, and what they say of themselves."""

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from django.utils import timezone

from citizens.models import RegisteredPerson
from citizens.register import PersonDetails, PersonParticulars
from citizens.sealed_files import PersonFile, nas_index, reference_of, seal_file
from tests.factories.identifiers import luhn_digit
from tests.factories.secrets import ACCESS_CODE, NOTICE_NUMBER, PERSON_NAS, STREET

NAS = PERSON_NAS.replace(" ", "")
_stems = count(1_000_001)


def next_nas() -> str:
    """Give a number of nobody: the first digit 0 is never a person's (domain.md §4.3)."""
    stem = f"0{next(_stems)}"
    return stem + luhn_digit(stem)


def make_registered_person(nas: str = NAS, **changes: Any) -> RegisteredPerson:
    this_year = timezone.localdate().year
    values: dict[str, Any] = {
        "first_name": "Marie-Ève",
        "last_name": "O'Neil",
        "born_on": "1979-04-12",
        "postal_code": "G1R 5V7",
        "access_codes": {str(this_year): ACCESS_CODE, str(this_year - 1): "264019"},
        "notices": [(str(this_year - 1), NOTICE_NUMBER), (str(this_year - 6), "OLD00000000")],
        "line_199": "7481936",
        "address_line": STREET,
        "city": "Sainte-Anne-de-Beaupré",
        "province": "QC",
        **changes,
    }
    index = nas_index(nas)
    return RegisteredPerson.objects.create(
        reference=reference_of(nas), nas_index=index, sealed_file=seal_file(PersonFile(**values), index=index)
    )


def particulars(**changes: Any) -> PersonParticulars:
    """Give what the same person says to get a letter."""
    said = {"first_name": "Marie-Ève", "last_name": "O'Neil", "date_of_birth": date(1979, 4, 12)}
    return PersonParticulars(**{**said, "postal_code": "G1R 5V7", **changes})


def details(**changes: Any) -> PersonDetails:
    """Give what the person of `make_registered_person` says, right in all but `changes`."""
    values: dict[str, Any] = {
        "first_name": "Marie-Ève",
        "last_name": "O'Neil",
        "date_of_birth": date(1979, 4, 12),
        "postal_code": "G1R 5V7",
        "line_199": Decimal("7481936.57"),
        **changes,
    }
    return PersonDetails(**values)
