"""The persons of the journeys: what Revenu Québec's register knows of them, and what their owner types."""

import csv
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from citizens.register_rows import ADDRESS_COLUMNS, CSV_COLUMNS
from tests.factories import secrets
from tests.factories.persons import NAS, next_nas

# The questions chosen by the journeys, in the order of their four answers.
QUESTIONS = ("cachette-enfance", "peluche", "jouet-perdu", "voisins-enfance")


@dataclass(frozen=True)
class Citizen:
    """A person of the register; every secret but the NAS is that of the stock."""

    first_name: str
    last_name: str
    email: str
    user_code: str
    nas: str
    has_notice: bool = True

    def register_row(self, *, year: int) -> dict[str, str]:
        amount = secrets.LINE_199.replace(" ", "").replace(",", ".")
        return {
            "nas": self.nas,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "date_of_birth": "1979-04-12",
            "postal_code": "G1R 5V7",
            "access_codes": f"{year}={secrets.ACCESS_CODE}",
            "notice_numbers": f"{year - 1}={secrets.NOTICE_NUMBER}" if self.has_notice else "",
            "line_199": f"{year - 1}={amount}",
            "address_line": "14, rue des Remparts, app. 3",
            "city": "Québec",
            "province": "QC",
        }


def new_citizens() -> dict[str, Citizen]:
    """Give a person for each creation."""
    return {
        "with_proof": Citizen("Marie-Ève", "O’Neil", "eve.road@exemple.ca", "eve.route", NAS),
        "english": Citizen("Marie-Ève", "O’Neil", "eve.english@exemple.ca", "eve.english", next_nas()),
        "without_javascript": Citizen("Luc", "Tremblay", "luc.plain@exemple.ca", "luc.simple", next_nas()),
        "by_post": Citizen("Rose", "St-Pierre", "rose.post@exemple.ca", "rose.poste", next_nas(), has_notice=False),
    }


def write_persons(path: Path, citizens: list[Citizen], *, beside: list[dict[str, str]]) -> Path:
    """Write Revenu Québec's file: our persons beside the rows it had."""
    year = timezone.localdate().year
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, (*CSV_COLUMNS, *ADDRESS_COLUMNS))
        writer.writeheader()
        writer.writerows([*beside, *(citizen.register_row(year=year) for citizen in citizens)])
    return path
