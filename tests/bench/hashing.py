"""What one password hash costs here and now: the bound of every sign-in."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import psutil
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from nacl.pwhash import argon2id

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


def bound() -> tuple[float, float]:
    """Give the checks a second of all cores together, and the CPU seconds of each, which share the caches.

    libsodium is asked itself: our hasher lets one hash a process run at a time, and the server has a process a core.
    """
    password, cores = b"quatre chevaux bleus 27", psutil.cpu_count() or 1
    cost, memory = settings.ARGON2_TIME_COST, settings.ARGON2_MEMORY_KIB * 1024
    digest, turns = argon2id.str(password, opslimit=cost, memlimit=memory), TURNS * cores
    with ThreadPoolExecutor(cores) as pool:  # libsodium lets go of the interpreter
        begun, spent = time.monotonic(), time.process_time()
        list(pool.map(lambda _turn: argon2id.verify(digest, password), range(turns)))
        return turns / (time.monotonic() - begun), (time.process_time() - spent) / turns


def measure() -> list[Figure]:
    at = f"Argon2id t={settings.ARGON2_TIME_COST}, {settings.ARGON2_MEMORY_KIB // 1024} MiB, p=1"
    return [
        Figure("one password hash", f"{cost() * 1000:.0f} ms CPU", at),
        Figure("hash bound", f"{bound()[0]:.1f} checks/s", f"{at}, every core"),
    ]
