"""The theme stays light: a page on a slow line gets its style, script and fonts in one breath (design notes, 5)."""

import gzip
from pathlib import Path

import pytest

from clicsequr.build_theme import RESULT, SOURCES, build_theme


@pytest.fixture(scope="module")
def theme() -> Path:
    build_theme()
    return RESULT / "theme"


def compressed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))


def test_style_sheet_is_at_most_15_kb(theme):
    assert compressed(theme / "app.css") <= 15_000, "Leave out a component in clicsequr/theme/scss/app.scss."


def test_script_is_at_most_8_kb(theme):
    assert compressed(theme / "app.js") <= 8_000, "Start fewer components in clicsequr/theme/js/app.js."


def test_fonts_are_at_most_40_kb(theme):
    sizes = [path.stat().st_size for path in (theme / "fonts").glob("*.woff2")]
    assert len(sizes) == 2
    assert sum(sizes) <= 40_000, "Two weights of the latin subset are enough."


def test_built_files_ask_nothing_of_another_server(theme):
    for name in ("app.css", "app.js"):
        assert "//fonts." not in (theme / name).read_text(encoding="utf-8")
        assert "url(http" not in (theme / name).read_text(encoding="utf-8")


def test_script_builds_no_markup_from_text(theme):
    script = (theme / "app.js").read_text(encoding="utf-8")
    for sink in ("innerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert sink not in script, f"Trusted Types refuse {sink}."


def test_lock_holds_no_address():
    lock = (SOURCES / "package-lock.json").read_text(encoding="utf-8")
    assert "http" not in lock, "Keep clicsequr/theme/.npmrc and drop the `funding` entries."


def test_second_build_does_nothing(theme):
    assert build_theme() is False
