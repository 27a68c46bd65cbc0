"""What one password hash costs here and now: the bound of every sign-in."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import psutil
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password

from tests.bench.figures import Figure

TURNS = 15


def cost() -> float:
    """Give the CPU seconds of one check, at the costs of the settings."""
    encoded, times = make_password("quatre chevaux bleus 27"), []
    for _turn in range(TURNS):
        begun = time.process_time()
        check_password("quatre chevaux bleus 27", encoded)
        times.append(time.process_time() - begun)
    return statistics.median(times)


def bound(at_once: int | None = None) -> tuple[float, float]:
    """Give the checks a second of all cores together, and the CPU seconds of each: more than of one alone.

    `at_once` hashes share the cores, one a core when it is not said: each fills its memory anew and empties the caches.
    """
    encoded, at_once = make_password("quatre chevaux bleus 27"), at_once or psutil.cpu_count() or 1
    turns = TURNS * at_once
    with ThreadPoolExecutor(at_once) as pool:  # libsodium lets go of the interpreter
        begun, spent = time.monotonic(), time.process_time()
        list(pool.map(lambda _turn: check_password("quatre chevaux bleus 27", encoded), range(turns)))
        return turns / (time.monotonic() - begun), (time.process_time() - spent) / turns


def measure() -> list[Figure]:
    at = f"Argon2id t={settings.ARGON2_TIME_COST}, {settings.ARGON2_MEMORY_KIB // 1024} MiB, p=1"
    return [
        Figure("one password hash", f"{cost() * 1000:.0f} ms CPU", at),
        Figure("hash bound", f"{bound()[0]:.1f} checks/s", f"{at}, every core"),
    ]
