"""docs/oidc.md holds: each demand of a specification names tests, and they exist."""

import re
from collections import Counter

from tests.house.source import ROOT
from tests.house.test_seed_map import CODE, is_test

PAGE = ROOT / "docs" / "oidc.md"
# Each specification the provider claims; a section may speak of several.
CLAIMED = (
    *("Core 3.1", "Core 5", "Discovery", "RP-Initiated Logout", "Back-Channel Logout"),
    *("RFC 6749", "RFC 9700", "RFC 7636", "RFC 9126", "RFC 9207", "RFC 9396", "RFC 9449", "RFC 7662", "RFC 7009"),
)
LAST = "Not supported"


def sections() -> dict[str, list[list[str]]]:
    """The rows below each title; a table begins with its head and its rule."""
    found: dict[str, list[list[str]]] = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            found[line.removeprefix("## ")] = []
        elif line.startswith("|") and not line.startswith(("| § |", "|---")):
            list(found.values())[-1].append([cell.strip() for cell in line.strip("|").split(" | ")])
    return found


def test_every_specification_that_is_claimed_has_its_demands() -> None:
    titles = sections()
    for name in CLAIMED:
        assert any(rows for title, rows in titles.items() if name in title), f"{name} has no line"
    assert list(titles)[-1] == LAST, "Say at the end what is not supported"


def test_each_demand_names_tests_that_exist() -> None:
    wrong = []
    for title, rows in sections().items():
        for cells in rows:
            proofs = CODE.findall(cells[-1])
            place = f"{title}, {cells[0]}: {cells[1]}"
            wrong += [f"{place}: three cells"] * (len(cells) != 3) + [f"{place}: no test"] * (not proofs)
            wrong += [f"{place}: no such test: {proof}" for proof in proofs if not is_test(proof)]
    assert not wrong, "\n".join(wrong)


def test_no_demand_stands_twice_in_a_section() -> None:
    for title, rows in sections().items():
        twice = [said for said, count in Counter(cells[1] for cells in rows).items() if count > 1]
        assert not twice, f"{title}: {twice}"


def test_what_is_not_supported_is_said() -> None:
    text = PAGE.read_text(encoding="utf-8").partition(f"## {LAST}")[2]
    assert len(re.findall(r"^- ", text, re.MULTILINE)) >= 5
