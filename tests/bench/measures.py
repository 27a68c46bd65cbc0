"""Every measure by its name."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from tests.bench import agent_queue, hashing, imports, journal, persons, sign_in, submission
from tests.bench.figures import Figure, say
from tests.bench.web import Web, idle_memory, serve


def take(names: Iterable[str], *, folder: Path, rows: int, queue: int, people: int) -> Iterator[Figure]:
    """Measure one after the other, each web measure on a server of its own; nothing else runs meanwhile."""
    plain: dict[str, Callable[[], list[Figure]]] = {
        "hash": hashing.measure,
        "import": lambda: imports.measure(folder, rows),
        "journal": journal.measure,
        "identity": lambda: persons.measure(folder, people),
    }
    on_the_web: dict[str, Callable[[Web], list[Figure]]] = {
        "memory": idle_memory,
        "sign-in": sign_in.measure,
        "submit": submission.measure,
        "queue": lambda web: agent_queue.measure(web, queue),
    }
    for name in names:
        say(f"measuring {name}…")
        if name in plain:
            yield from plain[name]()
            continue
        with serve() as web:
            yield from on_the_web[name](web)
