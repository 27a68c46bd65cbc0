"""The import of the register: rows a second, memory at its height, what the sealing costs."""

import json
import re
import resource
import time
from pathlib import Path

import psutil
from django.conf import settings

from enterprises.register_rows import read_row
from enterprises.sealed_files import SealedFile, seal_file
from tests.bench.figures import Figure, say
from tests.bench.ground import manage
from tests.factories.register_rows import rows, write_register

SPEED, MEMORY = 50_000, 300
_SAID = re.compile(r"(\d+) rows, (\d+) rejected, (\d+) rows/s, (\d+) MiB")


def measure(folder: Path, number: int) -> list[Figure]:
    say(f"writing a file of {number} synthetic enterprises…")
    path = write_register(folder / "register.csv", number)
    first, again = run_import("enterprises", path), run_import("enterprises", path)
    cores = psutil.cpu_count() or 1
    each, sealing = _one_process()
    mib = path.stat().st_size >> 20
    path.unlink()
    at = f"{number} rows, {mib} MiB, sealed, two processes beside PostgreSQL"
    return [
        Figure("import into an empty register", f"{first[0]} rows/s", at, f"≥ {SPEED}", first[0] >= SPEED),
        Figure("import over a full register", f"{again[0]} rows/s", at, f"≥ {SPEED}", again[0] >= SPEED),
        Figure(
            "import, what it costs",
            f"{again[2] / number * 1e6:.0f} µs CPU a row",
            f"command and PostgreSQL; {cores} idle cores would give {number / again[2] * cores:.0f} rows/s",
        ),
        Figure(
            "memory at its height",
            f"{max(first[1], again[1])} MiB",
            "command and its processes, shared pages counted each time",
            f"< {MEMORY} MiB",
            max(first[1], again[1]) < MEMORY,
        ),
        Figure(
            "of which sealing",
            f"{sealing:.1f} of {each:.1f} µs a row",
            "one process: read, checked and sealed; PostgreSQL apart",
        ),
    ]


def run_import(register: str, path: Path) -> tuple[int, int, float]:
    """Give rows a second, MiB, and the CPU seconds of the command and of PostgreSQL."""
    before = _cpu()
    said = manage("import_register", register, str(path))
    spent = _cpu() - before
    found = _SAID.search(said)
    assert found, said
    say(f"  {found[0]}")
    return int(found[3]), int(found[4]), spent


def _cpu() -> float:
    """Give the CPU seconds of the children of this process that have ended, and of PostgreSQL with its own."""
    ours = resource.getrusage(resource.RUSAGE_CHILDREN)
    server = psutil.Process(json.loads((settings.VAR_DIR / "run" / "servers.json").read_text())["postgres"])
    families = [process.cpu_times() for process in [server, *server.children()]]
    ended = server.cpu_times()
    theirs = sum(times.user + times.system for times in families) + ended.children_user + ended.children_system
    return ours.ru_utime + ours.ru_stime + float(theirs)


def _one_process() -> tuple[float, float]:
    """Give the microseconds of one row, and of its sealing."""
    sample = list(rows(20_000))
    file = SealedFile(
        [("Odile", "O'Neil", "president")], {"qst_payments": ["120000", "4532110"], "access_code": ["012345"]}
    )
    begun = time.perf_counter()
    for row in sample:
        read_row(row)
    read = time.perf_counter()
    for _row in sample:
        seal_file(file, neq="1190000019", rq_number="9000000016")
    sealed = time.perf_counter()
    return (read - begun) / len(sample) * 1e6, (sealed - read) / len(sample) * 1e6
