"""Who can be tried in a demonstration, as `seed_demo` wrote it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings


@dataclass(frozen=True)
class DemoPerson:
    who: str
    portal: str
    code: str
    note: str = ""
    password: str = ""
    totp: str = ""


def demo_people() -> list[DemoPerson]:
    """Give the people of var/demo.json, none before it is written."""
    path = Path(settings.VAR_DIR) / "demo.json"
    if not path.is_file():
        return []
    entries: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    known = DemoPerson.__dataclass_fields__
    return [DemoPerson(**{name: str(value) for name, value in entry.items() if name in known}) for entry in entries]
