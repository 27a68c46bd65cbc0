"""Proving an identity against ten thousand persons and against millions: a verification must cost the same."""

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

from django.db import connection, transaction
from django.utils import timezone

from accounts.actors import SYSTEM, VISITOR
from accounts.events import KEYS_ROTATED
from accounts.services.journal import record
from accounts.services.sign_in import Source
from citizens.models import RegisteredPerson
from citizens.register import register
from citizens.services.identity import IdentityMismatch, verify_identity
from tests.bench.figures import Figure, Spread, say
from tests.bench.ground import as_owner, settle
from tests.bench.imports import MEMORY, SPEED, run_import
from tests.factories.person_rows import access_code_of, nas_of, notice_of, write_persons

FEW, TURNS, WARM_UP = 10_000, 1_000, 200
# How the machine itself changed between the two sizes: its load, and a disk that still writes the import.
QUESTION, FACT = "an empty question", "one fact in the journal"
WRONG = {"notice_number": "X" * 11}


def measure(folder: Path, many: int) -> list[Figure]:
    today = timezone.localdate()
    empty()
    fill(folder, FEW, today)
    few = Questions(FEW, today).ask()
    speed, memory = fill(folder, many, today)
    lots = Questions(many, today).ask()
    figures = []
    for name, spread in few.items():
        ratio = lots[name].median / spread.median
        at = f"{FEW} persons: {_shown(spread)}; {many}: {_shown(lots[name])}; {TURNS} in one process"
        bar = ("", None) if name in {QUESTION, FACT} else ("≤ 1.10", ratio <= 1.10)
        figures.append(Figure(f"identity, {name}", f"× {ratio:.2f}", at, *bar))
    at = f"{many} persons, sealed, over a register of {FEW}; two processes beside PostgreSQL"
    return [
        *figures,
        Figure("import of persons", f"{speed} rows/s", at, f"≥ {SPEED}", speed >= SPEED),
        Figure("its memory at its height", f"{memory} MiB", at, f"< {MEMORY} MiB", memory < MEMORY),
    ]


def measure_import(folder: Path, number: int) -> list[Figure]:
    """Import persons into an empty register, then over a full one."""
    today = timezone.localdate()
    empty()
    first, again = fill(folder, number, today), fill(folder, number, today)
    at = f"{number} persons, sealed, two processes beside PostgreSQL"
    height = max(first[1], again[1])
    return [
        Figure("import of persons, empty register", f"{first[0]} rows/s", at, f"≥ {SPEED}", first[0] >= SPEED),
        Figure("import of persons, full register", f"{again[0]} rows/s", at, f"≥ {SPEED}", again[0] >= SPEED),
        Figure("its memory at its height", f"{height} MiB", at, f"< {MEMORY} MiB", height < MEMORY),
    ]


def empty() -> None:
    as_owner("TRUNCATE citizens_registeredperson CASCADE")


def fill(folder: Path, number: int, today: date) -> tuple[int, int]:
    """Import `number` synthetic persons; give rows a second and MiB."""
    say(f"filling the register with {number} persons…")
    path = write_persons(folder / "persons.csv", number, year=today.year)
    speed, memory, _cpu = run_import("citizens", path)
    path.unlink()
    assert RegisteredPerson.objects.count() == number
    as_owner("VACUUM ANALYZE citizens_registeredperson")
    settle()
    return speed, memory


class Questions:
    """What is asked about the person at a place of the register, all over it."""

    def __init__(self, number: int, today: date) -> None:
        self.number, self.today = number, today

    def nothing(self, _place: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    def fact(self, _place: int) -> None:
        with transaction.atomic():
            record(KEYS_ROTATED, by=SYSTEM, subject=RegisteredPerson())

    def right(self, place: int) -> None:
        assert register().verify_identity(nas_of(place), **_papers(place), on=self.today) is not None

    def wrong(self, place: int) -> None:
        assert register().verify_identity(nas_of(place), **_papers(place) | WRONG, on=self.today) is None

    def unknown(self, place: int) -> None:
        assert register().verify_identity(nas_of(self.number + place), **_papers(place), on=self.today) is None

    def serve(self, place: int, **changes: str) -> None:
        source = Source(f"2001:db8::{place:x}")
        verify_identity(nas_of(place), **_papers(place) | changes, source=source, by=VISITOR, now=timezone.now())

    def refuse(self, place: int) -> None:
        try:
            self.serve(place, **WRONG)
        except IdentityMismatch:
            return
        raise AssertionError("A wrong notice was accepted.")

    def ask(self) -> dict[str, Spread]:
        asked = {
            QUESTION: self.nothing,
            FACT: self.fact,
            "right papers": self.right,
            "wrong papers": self.wrong,
            "unknown number": self.unknown,
            "whole service": self.serve,
            "whole refusal": self.refuse,
        }
        return _timed(asked, self.number)


def _papers(place: int) -> dict[str, str]:
    return {"access_code": access_code_of(place), "notice_number": notice_of(place)}


def _timed(asked: dict[str, Callable[[int], None]], number: int) -> dict[str, Spread]:
    """Ask every question about one person before the next: what else the machine does weighs on each alike.

    The first about the person finds the pages of the register cold (« right papers »), the others find them warm.
    """
    chance = Random(number)
    times: dict[str, list[float]] = {name: [] for name in asked}
    # Persons who filed a return: nine in ten of the synthetic ones. Each once, so that no limit stops the measure.
    filed = [place for place in chance.sample(range(number), (WARM_UP + TURNS) * 6 // 5) if place % 10 != 9]
    for place in filed[: WARM_UP + TURNS]:
        for name, ask in asked.items():
            begun = time.perf_counter()
            ask(place)
            times[name].append(time.perf_counter() - begun)
    return {name: Spread(spent[WARM_UP:]) for name, spent in times.items()}


def _shown(spread: Spread) -> str:
    return f"{spread.median:.2f} ms, p95 {spread.p95:.2f} ms"
