"""The demonstration ministry is a stranger to clicSÉQUR: it speaks by HTTP alone, in both languages."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from clicsequr.demonstration.ministry import PLACEHOLDER
from clicsequr.demonstration.refusals import REFUSALS
from ministry_services.demo_site.configuration import HERE, applications, services
from ministry_services.management.commands.load_catalogue import SHIPPED
from tests.house.source import ROOT, place, python_files, tree

OWN = "ministry_services.demo_site"
ALLOWED = {"django", "authlib", "joserfc", "requests", *sys.stdlib_module_names}
# Who composes the demonstration may read what the site is made of.
COMPOSERS = ("clicsequr/demonstration/", "tests/", "ministry_services/demo_site/")
GUIDE = (ROOT / "docs" / "integrate.md").read_text(encoding="utf-8")


def _imported(path: Any) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_the_site_imports_nothing_of_clicsequr() -> None:
    foreign = [
        f"{place(path)}: {name}"
        for path in python_files()
        if HERE in path.parents
        for name in _imported(path)
        if name.split(".")[0] not in ALLOWED and not name.startswith(OWN)
    ]
    assert not foreign


def test_nothing_of_clicsequr_imports_the_site() -> None:
    users = [
        place(path)
        for path in python_files()
        if any(name.startswith(OWN) for name in _imported(path)) and not place(path).startswith(COMPOSERS)
    ]
    assert not users


def test_the_six_services_are_those_of_the_catalogue() -> None:
    catalogue = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["ministry"][0]["service"]
    listed = {(one["slug"], one["portal"], one["name_fr"], one["name_en"], one["address"]) for one in catalogue}
    shown = {(one.slug, one.portal, one.name_fr, one.name_en, f"{PLACEHOLDER}/{one.path}/") for one in services()}
    assert shown == listed
    assert {one.application for one in services()} == set(applications())


def _sentences(table: dict[str, Any], name: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    if all(isinstance(value, str) for value in table.values()):
        yield name, table
        return
    for key, value in table.items():
        yield from _sentences(value, f"{name}.{key}")


def test_every_sentence_is_in_both_languages_with_quebec_typography() -> None:
    table = tomllib.loads((HERE / "texts.toml").read_text(encoding="utf-8"))
    for name, sentence in _sentences(table):
        assert sentence.keys() == {"fr", "en"}, name
        assert all(sentence.values()), name
        assert not re.search(r"[^\u00a0]:(?!//)(?=\s|$)|«[^\u00a0]|[^\u00a0]»|'|\s[;!?]", sentence["fr"]), name
        assert "'" not in sentence["en"], name


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_error_that_comes_back_has_a_sentence_and_stands_in_the_guide(language: str) -> None:
    told = tomllib.loads((HERE / "texts.toml").read_text(encoding="utf-8"))["errors"]
    part = GUIDE[GUIDE.index("## 10. Errors") : GUIDE.index("From token, PAR")]
    listed = set(re.findall(r"`([a-z_]+)`", " ".join(re.findall(r"^\| ([^|]+)\|", part, re.MULTILINE))))
    # What is a mistake of the application has one sentence, that of the unforeseen.
    assert listed - set(told) == {
        "unsupported_response_type",
        "request_not_supported",
        "request_uri_not_supported",
        "registration_not_supported",
    }
    assert all(entry["title"][language] for entry in told.values())


def test_the_guide_lists_the_very_refusals_of_the_demonstration() -> None:
    part = GUIDE[GUIDE.index("## 9. Every refusal") : GUIDE.index("A right that ends")]
    rows = [row.split(" | ") for row in re.findall(r"^\| ([XC]-\d\d .+) \|$", part, re.MULTILINE)]
    names = {service.slug: service.name_fr for service in services()}
    assert [(row[0], row[2], row[3]) for row in rows] == [
        (refusal.screen, names[refusal.service], str(refusal.seen)) for refusal in REFUSALS
    ]


def test_the_client_of_the_guide_has_at_most_ninety_lines() -> None:
    code = GUIDE.split("```python\n")[1].split("```")[0]
    assert len([line for line in code.splitlines() if line.strip()]) <= 90
