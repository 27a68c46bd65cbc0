"""A draft answered page by page, which two tabs may hold: what every portal keeps the same way."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from clicsequr.kernel.errors import StaleState


class Draft(Protocol):
    """A locked row with its `version` and `updated_at`."""

    version: int

    def save(self, *, update_fields: list[str]) -> None: ...


def write_answers(
    draft: Draft, *, answers: Mapping[str, Any], clears: Mapping[str, Mapping[str, Any]], version: int, now: datetime
) -> bool:
    """Keep answers in a locked draft and clear what they make void (`clears`); False when they change nothing.

    Refuse (`StaleState`) new ones typed on a page older than the draft.
    """
    changed = {name for name, value in answers.items() if getattr(draft, name) != value}
    if not changed:
        return False
    if draft.version != version:
        raise StaleState
    cleared = {name: value for origin in sorted(changed) for name, value in clears.get(origin, {}).items()}
    written = {**cleared, **answers, "version": version + 1, "updated_at": now}
    for name, value in written.items():
        setattr(draft, name, value)
    draft.save(update_fields=list(written))
    return True
