"""Templates show: no inline script or style, no query, no address of others."""

import re

from tests.house.source import place, tracked

INLINE = re.compile(r"<style|\sstyle=|<script(?![^>]*\bsrc=)|\son[a-z]+=\"|javascript:", re.IGNORECASE)
TEMPLATES = [path for path in tracked() if path.suffix == ".html" and "templates" in path.parts]


def test_no_inline_script_or_style() -> None:
    found = [place(path) for path in TEMPLATES if INLINE.search(path.read_text(encoding="utf-8"))]
    assert not found, f"The policy refuses these: {found}"


def test_nothing_escapes_escaping() -> None:
    found = [
        place(path) for path in TEMPLATES if re.search(r"\|\s*safe\b|autoescape off", path.read_text(encoding="utf-8"))
    ]
    assert not found, f"Only plain-text mails are not escaped: {found}"
