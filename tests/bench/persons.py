"""Proving an identity against ten thousand persons and against millions: a verification must cost the same."""

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

from django.db import connection
from django.utils import timezone

from accounts.actors import VISITOR
from accounts.services.sign_in import Source
from citizens.models import RegisteredPerson
from citizens.register import register
from citizens.services.identity import IdentityMismatch, verify_identity
from tests.bench.figures import Figure, Spread, say
from tests.bench.ground import as_owner
from tests.bench.imports import MEMORY, SPEED, run_import
from tests.factories.person_rows import access_code_of, nas_of, notice_of, write_persons

FEW, TURNS, WARM_UP = 10_000, 1_000, 200
BARE = "an empty question"  # how the machine itself changed between the two sizes
WRONG = "000000"


def measure(folder: Path, many: int) -> list[Figure]:
    today = timezone.localdate()
    fill(folder, FEW, today)
    few = _questions(FEW, today)
    speed, memory = fill(folder, many, today)
    lots = _questions(many, today)
    figures = []
    for name, spread in few.items():
        ratio = lots[name].median / spread.median
        at = f"{FEW} persons: {_shown(spread)}; {many}: {_shown(lots[name])}; {TURNS} in one process"
        bar = ("", None) if name == BARE else ("≤ 1.10", ratio <= 1.10)
        figures.append(Figure(f"identity, {name}", f"× {ratio:.2f}", at, *bar))
    at = f"{many} persons, sealed, over a register of {FEW}; two processes beside PostgreSQL"
    return [
        *figures,
        Figure("import of persons", f"{speed} rows/s", at, f"≥ {SPEED}", speed >= SPEED),
        Figure("its memory at its height", f"{memory} MiB", at, f"< {MEMORY} MiB", memory < MEMORY),
    ]


def fill(folder: Path, number: int, today: date) -> tuple[int, int]:
    """Import `number` synthetic persons; give rows a second and MiB."""
    say(f"filling the register with {number} persons…")
    path = write_persons(folder / "persons.csv", number, year=today.year)
    speed, memory, _cpu = run_import("citizens", path)
    path.unlink()
    assert RegisteredPerson.objects.count() == number
    as_owner("VACUUM ANALYZE citizens_registeredperson")
    return speed, memory


def _questions(number: int, today: date) -> dict[str, Spread]:
    """Ask about persons all over the register: right papers, wrong ones, nobody's, and the whole service."""

    def papers(place: int) -> dict[str, str]:
        return {"access_code": access_code_of(place), "notice_number": notice_of(place)}

    def right(place: int) -> None:
        assert register().verify_identity(nas_of(place), **papers(place), on=today) is not None

    def wrong(place: int) -> None:
        assert register().verify_identity(nas_of(place), access_code=WRONG, notice_number="", on=today) is None

    def unknown(place: int) -> None:
        assert register().verify_identity(nas_of(number + place), **papers(place), on=today) is None

    def serve(place: int) -> None:
        verify_identity(nas_of(place), **papers(place), source=_source(place), by=VISITOR, now=timezone.now())

    def refuse(place: int) -> None:
        try:
            serve_wrong(place)
        except IdentityMismatch:
            return
        raise AssertionError("A wrong notice was accepted.")

    def serve_wrong(place: int) -> None:
        wrong_papers = papers(place) | {"notice_number": "X" * 11}
        verify_identity(nas_of(place), **wrong_papers, source=_source(place), by=VISITOR, now=timezone.now())

    def ask_nothing(_place: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    asked = {
        BARE: ask_nothing,
        "right papers": right,
        "wrong papers": wrong,
        "unknown number": unknown,
        "whole service": serve,
        "whole refusal": refuse,
    }
    return _timed(asked, number)


def _timed(asked: dict[str, Callable[[int], None]], number: int) -> dict[str, Spread]:
    """Ask every question about one person before the next: what else the machine does weighs on each alike."""
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


def _source(place: int) -> Source:
    return Source(f"2001:db8::{place:x}")


def _shown(spread: Spread) -> str:
    return f"{spread.median:.2f} ms, p95 {spread.p95:.2f} ms"
