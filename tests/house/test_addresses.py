"""Nothing committed names a package index, a mirror or a folder of one machine."""

import re

from tests.house.source import place, tracked

# Written in pieces, so that this file does not find itself.
HALVES = [
    ("py", r"pi\.org"),
    ("python", r"hosted\."),
    (r"registry\.npm", "js"),
    (r"deb\.deb", "ian"),
    ("/ro", "ot/"),
    ("/wo", "rk/"),
]
FORBIDDEN = re.compile("|".join(first + second for first, second in HALVES))
TEXT = {".py", ".md", ".toml", ".yml", ".yaml", ".json", ".lock", ".txt", ".html", ".scss", ".js", ".cfg", ""}


def test_no_address_of_one_machine() -> None:
    found = [
        f"{place(path)}: {match.group()}"
        for path in tracked()
        if path.suffix in TEXT and path.stat().st_size < 2_000_000
        for match in [FORBIDDEN.search(path.read_text(encoding="utf-8", errors="replace"))]
        if match
    ]
    assert not found
