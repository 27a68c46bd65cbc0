"""The citizens of the demonstration: the register, then each person at their stage, by the services alone."""

from datetime import datetime
from pathlib import Path

from django.utils import timezone

from accounts.actors import SYSTEM
from accounts.states import Portal
from citizens.services.register_import import import_persons
from clicsequr.demonstration.persons import DemoCitizen, persons, write_register

NOTES = {
    "free": "sans compte, avec tous ses papiers",
    "no_code": "sans compte, a perdu son code d’accès : « Demandez-le! »",
    "no_notice": "sans compte, sans avis de cotisation : code par la poste",
    "never_filed": "sans compte, n’a jamais produit de déclaration",
}


def set_citizens(folder: Path, *, now: datetime) -> list[dict[str, str]]:
    """Fill the register, then call the services person after person; give who can be tried, with their papers."""
    path = write_register(folder / "demo_persons.csv", year=timezone.localdate(now).year)
    import_persons(path, by=SYSTEM, progress=lambda _counts: None)
    return [_person(citizen) for citizen in persons() if citizen.stage in NOTES]


def _person(citizen: DemoCitizen) -> dict[str, str]:
    return {
        "who": citizen.name,
        "portal": Portal.CITIZENS.value,
        "code": "",
        "password": "",
        "note": NOTES[citizen.stage],
        **citizen.papers(),
    }
