"""A procuration being written: what its pages leave for each other in the session, until it is transmitted."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from enterprises.rules.procurations import Days
from enterprises.services.procurations import Scope

KEPT = "procuration_draft"  # session key


@dataclass
class ProcurationDraft:
    """`services`: slugs; `tasks`: for a service with a restricted access, the codes of its tasks.

    `firm`: in whose name it is written; whoever switches to another enterprise begins another one.
    """

    firm: str
    name: str = ""
    mandatary_neq: str = ""
    services: list[str] = field(default_factory=list)
    tasks: dict[str, list[str]] = field(default_factory=dict)
    starts_on: str = ""
    ends_on: str = ""

    @property
    def days(self) -> Days:
        return Days(date.fromisoformat(self.starts_on), date.fromisoformat(self.ends_on))

    @property
    def scopes(self) -> list[Scope]:
        return [
            Scope(slug, unrestricted=slug not in self.tasks, tasks=self.tasks.get(slug, ())) for slug in self.services
        ]

    @property
    def digest(self) -> str:
        """Say which answers a page has shown: another tab may have changed them."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:16]


def draft_in(session: Any, *, firm: UUID) -> ProcurationDraft:
    kept = session.get(KEPT)
    return ProcurationDraft(**kept) if kept and kept.get("firm") == str(firm) else ProcurationDraft(str(firm))


def keep_draft(session: Any, draft: ProcurationDraft) -> None:
    session[KEPT] = asdict(draft)


def drop_draft(session: Any) -> None:
    session.pop(KEPT, None)
