"""A whole sign-in against the bound of its hashes: how many a second, how long each, what it costs beside them."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from accounts.models import User
from tests.bench import hashing
from tests.bench.figures import Figure, Spread
from tests.bench.web import Web, timed

RUNS, AT_ONCE = 3, 8


@dataclass(frozen=True)
class Flow:
    """One sign-in: how many hashes it asks of the server, and what a browser does."""

    name: str
    hashes: int
    requests: int
    sign_in: Callable[[Web, User], None]


def measure_flow(web: Web, flow: Flow, people: list[User]) -> tuple[list[Figure], float, Spread]:
    """Give the figures, then the speed and the times for bars of another kind."""
    timed(lambda person: flow.sign_in(web, person), people[: 2 * AT_ONCE], at_once=AT_ONCE)  # templates, connections
    walls, times, cpu, bounds, shared = [], [], [], [], []
    for _run in range(RUNS):
        checks, of_each = hashing.bound()
        bounds.append(checks / flow.hashes)
        shared.append(of_each * flow.hashes)
        before = web.cpu()
        spent, wall = timed(lambda person: flow.sign_in(web, person), people, at_once=AT_ONCE)
        cpu.append((web.cpu() - before) / len(people))
        walls.append(wall)
        times += spent
    speed = statistics.median(len(people) / wall for wall in walls)
    spread = Spread(times)
    bound, hashed, each = statistics.median(bounds), statistics.median(shared), statistics.median(cpu)
    beyond = each / hashed - 1
    at = (
        f"{AT_ONCE} at once, {flow.requests} requests and {flow.hashes} hash(es) each, median of {RUNS} runs of "
        f"{len(people)}; t={settings.ARGON2_TIME_COST}, {settings.ARGON2_MEMORY_KIB // 1024} MiB"
    )
    figures = [
        Figure(f"{flow.name}: sign-ins", f"{speed:.1f}/s", at, "≥ 85 % of bound", speed >= 0.85 * bound),
        Figure(f"{flow.name}: part of the hash bound", f"{speed / bound:.0%}", f"bound {bound:.1f}/s in the same runs"),
        Figure(f"{flow.name}: one sign-in", str(spread), at),
        Figure(
            f"{flow.name}: CPU beyond hashing",
            f"{beyond:.0%} of it",
            f"{each * 1000:.0f} ms in the server processes; its hashes {hashed * 1000:.0f} ms, one a core",
            "≤ 15 %",
            beyond <= 0.15,
        ),
    ]
    return figures, speed, spread
