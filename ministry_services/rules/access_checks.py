"""What a live check may ask (docs/integrate.md). Pure."""

import re
from collections.abc import Iterable
from typing import NamedTuple

_SUBJECT = re.compile(r"[A-Za-z0-9_-]{1,255}\Z", re.ASCII)
_SLUG = re.compile(r"[A-Za-z0-9_-]{1,80}\Z", re.ASCII)
_NEQ = re.compile(r"[0-9]{10}\Z", re.ASCII)
_PATTERNS = {"sub": _SUBJECT, "service": _SLUG, "enterprise": _NEQ}


class Question(NamedTuple):
    subject: str
    service: str
    enterprise: str


def question_in(pairs: Iterable[tuple[str, str]]) -> Question | None:
    """Read the parameters; None when one is missing, repeated, unknown or of another form."""
    given = list(pairs)
    asked = dict(given)
    if len(asked) != len(given) or not {"sub", "service"} <= asked.keys() <= _PATTERNS.keys():
        return None
    if not all(_PATTERNS[name].match(value) for name, value in asked.items()):
        return None
    return Question(asked["sub"], asked["service"], asked.get("enterprise", ""))
