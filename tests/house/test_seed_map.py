"""docs/seed_map.md holds: each sentence of the seed and each state names what makes it true and its proof."""

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module

from django.urls import URLPattern, URLResolver, get_resolver

from tests.house.source import ROOT, functions

MAP = ROOT / "docs" / "seed_map.md"
# What the seed says, by section and sentence; its words stay outside.
SENTENCES = {
    "A": 9,  # what clicSÉQUR is, for whom
    "B": 3,  # Clic Revenu before November 2007
    "C": 4,  # the three steps
    "D": 5,  # 1. register
    "E": 8,  # 2. activation
    "F": 9,  # 3. enrol
    "G": 15,  # designate users
    "H": 3,  # services and useful links
    "K": 18,  # citizens
    "S": 4,  # frame of the site
}
STATES = 32  # rows of screens.md §17 and its further cases
CODE = re.compile(r"`([^`]+)`")


def tables() -> Iterator[tuple[str, list[str]]]:
    """Each row of each table with the title of its section."""
    title = ""
    for line in MAP.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            title = line.removeprefix("## ")
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and not set(line) <= set("|-: ") and cells[0] not in {"Id", "State"}:
            yield title, cells


def rows(title: str) -> list[list[str]]:
    return [cells for section, cells in tables() if section == title]


@cache
def url_names() -> frozenset[str]:
    def walk(patterns: list[URLPattern | URLResolver], spaces: str) -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, f"{spaces}{pattern.namespace}:" if pattern.namespace else spaces)
            elif pattern.name:
                yield f"{spaces}{pattern.name}"

    return frozenset(walk(get_resolver().url_patterns, ""))


def exists(rule: str) -> bool:
    """True for a page that has this URL name, and for `module:name` that can be imported."""
    module, _colon, name = rule.partition(":")
    if "." not in module:
        return rule in url_names()
    return hasattr(import_module(module), name)


def is_test(named: str) -> bool:
    path, _colons, name = named.partition("::")
    file = ROOT / path
    return file.is_file() and name in {function.name for function in functions(file)}


def test_every_sentence_and_every_state_is_mapped_once() -> None:
    wanted = [f"{section}{number}" for section, last in SENTENCES.items() for number in range(1, last + 1)]
    found = [cells[0] for title in ("Sentences", "Not yet") for cells in rows(title) if cells[0][0] in SENTENCES]
    assert sorted(found) == sorted(wanted), "A sentence is mapped, or waits under « Not yet », exactly once"
    states = rows("States and pages")
    assert len({cells[0] for cells in states}) == len(states) == STATES


def test_what_is_mapped_exists() -> None:
    wrong = []
    for title in ("Sentences", "States and pages"):
        for identifier, _words, rules, tests in rows(title):
            named, proofs = CODE.findall(rules), CODE.findall(tests)
            wrong += [f"{identifier}: no rule"] * (not named) + [f"{identifier}: no test"] * (not proofs)
            wrong += [f"{identifier}: no such rule or page: {rule}" for rule in named if not exists(rule)]
            wrong += [f"{identifier}: no such test: {proof}" for proof in proofs if not is_test(proof)]
    assert not wrong, "Name a rule (`module:name`), a page (URL name) and a test (`path::name`):\n" + "\n".join(wrong)


def test_what_waits_names_its_subject() -> None:
    assert all(len(cells) == 3 and cells[2] for cells in rows("Not yet")), "Say with which subject it comes"
