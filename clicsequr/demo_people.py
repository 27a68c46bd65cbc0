"""Who can be tried in a demonstration, as `seed_demo` wrote it."""

import json
from base64 import b32decode
from binascii import Error
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django_otp.oath import totp

from accounts.states import Portal


@dataclass(frozen=True)
class DemoPerson:
    who: str
    portal: str
    code: str
    note: str = ""
    stage: str = ""
    password: str = ""
    totp: str = ""
    # What stands on the papers of a person (clicsequr/demonstration/persons.py).
    nas: str = ""
    access_code: str = ""
    notice_number: str = ""
    line_199: str = ""
    born_on: str = ""
    postal_code: str = ""

    @property
    def portal_name(self) -> str:
        return str(Portal(self.portal).label)

    @property
    def birthday(self) -> date | None:
        return date.fromisoformat(self.born_on) if self.born_on else None

    @property
    def code_now(self) -> str:
        """Give the code that an authenticator application would show now; a demonstration has none at hand."""
        try:
            key = b32decode(self.totp, casefold=True)
        except Error:
            return ""
        return f"{totp(key):06d}" if key else ""


def demo_people() -> list[DemoPerson]:
    """Give the people of var/demo.json by portal, enterprises first; none before it is written."""
    path = Path(settings.VAR_DIR) / "demo.json"
    if not path.is_file():
        return []
    entries: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    known = DemoPerson.__dataclass_fields__
    people = [DemoPerson(**{name: str(value) for name, value in entry.items() if name in known}) for entry in entries]
    return sorted(people, key=lambda person: "ECA".find(person.portal))


def accounts_to_try() -> list[str]:
    """Give what a terminal shows of them, a line each; nothing before the demonstration is filled."""
    path = Path(settings.VAR_DIR) / "demo.json"
    people = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
    heading = [f"Accounts to try, the password of all is {people[0]['password']}:"] if people else []
    return heading + [f"  {one['portal']}  {one['code']:10} {one['who']}: {one['note']}" for one in people]


def password_of_all(people: list[DemoPerson]) -> str:
    """Give the password that all share, nothing where they differ."""
    passwords = {person.password for person in people if person.password}
    return passwords.pop() if len(passwords) == 1 else ""
