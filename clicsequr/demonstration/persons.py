"""The persons of people.toml: what Revenu Québec's register knows of each, and the papers a newcomer holds for them."""

import csv
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from citizens.register_rows import ADDRESS_COLUMNS, CSV_COLUMNS

COLUMNS = (*CSV_COLUMNS, *ADDRESS_COLUMNS)

# One image, one phrase and four answers for all: nobody remembers fifteen.
IMAGE = "phare"
PHRASE = "Le vieux canot rouge dort sous la neige"
ANSWERS = (
    ("cachette-enfance", "derrière le poulailler"),
    ("plat-rate", "soufflé aux poireaux"),
    ("jouet-perdu", "le train à vapeur"),
    ("premier-achat", "un harmonica"),
)


@dataclass(frozen=True)
class DemoCitizen:
    """A person of the register and the stage at which a newcomer finds them."""

    key: str
    first_name: str
    last_name: str
    nas: str
    born_on: date
    address_line: str
    city: str
    postal_code: str
    stage: str
    access_code: str = ""
    notice_number: str = ""
    line_199: str = ""

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def email(self) -> str:
        return f"{self.key}@citoyens.exemple.ca"

    @property
    def user_code(self) -> str:
        return f"{self.key}.demo"

    def register_row(self, *, year: int) -> dict[str, str]:
        """Give their line in Revenu Québec's file (docs/register_files.md); the code serves next year as well."""
        codes = [f"{of}={self.access_code}" for of in (year, year + 1)] if self.access_code else []
        return dict.fromkeys(COLUMNS, "") | {
            "nas": self.nas,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "date_of_birth": self.born_on.isoformat(),
            "address_line": self.address_line,
            "city": self.city,
            "province": "QC",
            "postal_code": self.postal_code,
            "access_codes": ";".join(codes),
            "notice_numbers": f"{year - 1}={self.notice_number}" if self.notice_number else "",
            "line_199": f"{year - 1}={self.line_199}" if self.line_199 else "",
        }

    def papers(self) -> dict[str, str]:
        """Give what stands on their papers, as it is printed there; nothing where they have no such paper."""
        dollars, _point, cents = self.line_199.partition(".")
        return {
            "nas": f"{self.nas[:3]}\u00a0{self.nas[3:6]}\u00a0{self.nas[6:]}",
            "access_code": "" if self.stage == "no_code" else self.access_code,
            "notice_number": self.notice_number,
            "line_199": f"{dollars[:-3]}\u00a0{dollars[-3:]},{cents}" if dollars else "",
            "born_on": self.born_on.isoformat(),
            "postal_code": self.postal_code.replace(" ", "\u00a0"),
        }


@cache
def persons() -> tuple[DemoCitizen, ...]:
    with (Path(__file__).with_name("people.toml")).open("rb") as file:
        return tuple(DemoCitizen(**row) for row in tomllib.load(file)["person"])


def write_register(path: Path, *, year: int) -> Path:
    """Write Revenu Québec's file of all the persons."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(person.register_row(year=year) for person in persons())
    return path
