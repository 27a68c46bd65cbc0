"""The firms of the journeys: what Revenu Québec's register knows of them, and what a caller would say."""

import csv
from dataclasses import dataclass
from pathlib import Path

from enterprises.register_rows import CSV_COLUMNS
from tests.factories import secrets
from tests.factories.identifiers import next_neq, next_rq_number


@dataclass(frozen=True)
class Firm:
    """A corporation of the register, whose president is its representative and its RSE."""

    name: str
    email: str
    neq: str
    rq_number: str
    first_name: str = "Odile"
    last_name: str = "O’Neil"
    is_legacy: bool = False

    def register_row(self) -> dict[str, str]:
        amounts = [amount.replace(" ", "").replace(",", ".") for amount in secrets.QST_AMOUNTS]
        return dict.fromkeys(CSV_COLUMNS, "") | {
            "neq": self.neq,
            "rq_number": self.rq_number,
            "name": self.name,
            "legal_form": "corporation",
            "status": "active",
            "legacy": "1" if self.is_legacy else "0",
            "address_line": "12, rang du Ruisseau",
            "city": "Saint-Anselme",
            "province": "QC",
            "postal_code": "G0R 2N0",
            "representatives": f"{self.first_name}|{self.last_name}|president",
            "qst_payments": f"2026-07-31={amounts[0]};2026-10-31={amounts[1]}",
            "access_code": secrets.ACCESS_CODE,
            "invitation_number": secrets.INVITATION_NUMBER,
            "notice_number": secrets.NOTICE_NUMBER,
        }


def new_firm(name: str, email: str, *, is_legacy: bool = False) -> Firm:
    return Firm(name, email, next_neq("11"), next_rq_number(), is_legacy=is_legacy)


def write_register(path: Path, firms: list[Firm], *, beside: list[dict[str, str]]) -> Path:
    """Write Revenu Québec's file: our firms beside the rows it had."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, CSV_COLUMNS)
        writer.writeheader()
        writer.writerows([*beside, *(firm.register_row() for firm in firms)])
    return path
