"""Papers as tagged PDF files (PDF/UA-1): a template of ours, and data that is never markup."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

# What the fonts of typst hold for sure: Latin with its accents, Greek, Cyrillic, common punctuation.
_UNPRINTABLE = re.compile(
    "[^ -~\u00a0-\u0377\u0384-\u045f\u1e00-\u1eff\u2010-\u2027\u202f\u2030\u2039\u203a\u20ac\u2122\ufffd]"
)


def typeset(template: Path, values: Mapping[str, Any]) -> bytes:
    """Set a template, which reads `values` as JSON from its input `data` and files of its own folder alone."""
    data = json.dumps(values, ensure_ascii=False)
    try:
        return _compiled(template, data)
    except typst.TypstError:
        # PDF/UA-1 refuses a character that no font has: an emoji or an ideogram in a name must not cost the paper.
        return _compiled(template, _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", data))


def _compiled(template: Path, data: str) -> bytes:
    return typst.compile(
        str(template),
        root=str(template.parent),
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        sys_inputs={"data": data},
    )
