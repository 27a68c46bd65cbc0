"""Who plays: the firms of firms.toml, what the register knows of each, the agents, one password for all."""

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from accounts.states import AgentRole
from enterprises.register_rows import CSV_COLUMNS
from enterprises.states import SecretKind

PASSWORD = "trois-canots-sur-le-lac-7"  # noqa: S105  of people who do not exist
MINISTRY = "environnement"
SERVICES = ("bilan-de-phosphore", "gestion-des-prelevements-d-eau")


@dataclass(frozen=True)
class Firm:
    """A firm and the stage at which a newcomer finds it."""

    key: str
    name: str
    legal_form: str
    neq: str
    rq_number: str
    first_name: str
    last_name: str
    function: str
    stage: str

    @property
    def is_legacy(self) -> bool:
        return self.stage.startswith("legacy")

    @property
    def email(self) -> str:
        return f"{self.key}@exemple.ca"

    @property
    def payments(self) -> tuple[str, str]:
        """Give its last two QST payments."""
        return (f"1{self.rq_number[6:9]}.{self.rq_number[8:]}", f"2{self.rq_number[6:9]}.50")

    @property
    def secrets(self) -> dict[SecretKind, str]:
        """Give what the caller and Revenu Québec both know, as a caller would say it."""
        return {
            SecretKind.QST_PAYMENTS: " · ".join(self.payments),
            SecretKind.ACCESS_CODE: self.rq_number[4:],
            SecretKind.INVITATION_NUMBER: f"INV{self.rq_number[4:]}",
        }

    def register_row(self) -> dict[str, str]:
        """Give its line in Revenu Québec's file (docs/register_files.md)."""
        older, newer = self.payments
        return dict.fromkeys(CSV_COLUMNS, "") | {
            "neq": self.neq,
            "rq_number": self.rq_number,
            "name": self.name,
            "legal_form": self.legal_form,
            "status": "struck_off" if self.stage == "struck_off" else "active",
            "legacy": "1" if self.is_legacy else "0",
            "address_line": f"{int(self.rq_number[5:9])}, chemin de l’Exemple",
            "city": "Saint-Exemple",
            "province": "QC",
            "postal_code": "G0R 2N0",
            "representatives": f"{self.first_name}|{self.last_name}|{self.function}",
            "qst_payments": f"2026-07-31={older};2026-10-31={newer}",
            "access_code": self.rq_number[4:],
            "invitation_number": f"INV{self.rq_number[4:]}",
        }


@dataclass(frozen=True)
class DemoAgent:
    user_code: str
    roles: tuple[str, ...]
    ministry: str = ""


AGENTS = (
    DemoAgent("AGENT1", (AgentRole.AGENT,)),
    DemoAgent("AGENT2", (AgentRole.AGENT,)),
    DemoAgent("SUPER1", (AgentRole.SUPERVISOR,)),
    DemoAgent("MINIST1", (AgentRole.MINISTRY,), MINISTRY),
    DemoAgent("AUDIT1", (AgentRole.AUDITOR,)),
    # Two, because nobody publishes alone what they wrote.
    DemoAgent("INTEG1", (AgentRole.INTEGRATOR,), MINISTRY),
    DemoAgent("INTEG2", (AgentRole.INTEGRATOR,), MINISTRY),
)


@cache
def firms() -> tuple[Firm, ...]:
    with (Path(__file__).with_name("firms.toml")).open("rb") as file:
        return tuple(Firm(**row) for row in tomllib.load(file)["firm"])


def write_register(path: Path) -> Path:
    """Write Revenu Québec's file of all the firms."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, CSV_COLUMNS)
        writer.writeheader()
        writer.writerows(firm.register_row() for firm in firms())
    return path
