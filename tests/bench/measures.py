"""Every measure by its name."""

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from tests.bench import (
    agent_queue,
    citizens,
    creation,
    hashing,
    imports,
    journal,
    openid,
    persons,
    rights,
    scale,
    sign_in,
    submission,
    timing,
)
from tests.bench.figures import Figure, say
from tests.bench.web import Web, idle_memory, serve


def take(names: Iterable[str], *, folder: Path, sizes: dict[str, int]) -> Iterator[Figure]:
    """Measure one after the other, each web measure on a server of its own; nothing else runs meanwhile."""
    plain: dict[str, Callable[[], Iterable[Figure]]] = {
        "hash": hashing.measure,
        "import": lambda: imports.measure(folder, sizes["rows"]),
        "journal": journal.measure,
        "identity": lambda: persons.measure(folder, sizes["people"]),
        "import-persons": lambda: persons.measure_import(folder, sizes["rows"]),
        "citizen": citizens.measure,
        "openid": openid.measure,
        "openid-programs": openid.measure_programs,
        "rights": rights.measure,
        "scale": lambda: scale.measure(sizes["accounts"]),
    }
    on_the_web: dict[str, Callable[[Web], list[Figure]]] = {
        "memory": idle_memory,
        "sign-in": sign_in.measure,
        "submit": submission.measure,
        "creation": creation.measure,
        "timing": timing.measure,
        "queue": lambda web: agent_queue.measure(web, sizes["queue"]),
        "members": rights.measure_members,
    }
    for name in names:
        begun = time.monotonic()
        say(f"measuring {name}…")
        if name in plain:
            yield from plain[name]()
        else:
            with serve() as web:
                yield from on_the_web[name](web)
        say(f"  {name} took {time.monotonic() - begun:.0f} s")
