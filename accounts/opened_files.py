"""Files that an agent's search opened: for a reason, in this session, for half an hour (screens.md A-10, A-11)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

OPENED = "agent_files"
OPEN_FOR = timedelta(minutes=30)


def open_file(request: HttpRequest, pk: UUID, *, reason: str) -> None:
    """Let this session see the file, or again for the same time; its address alone opens nothing."""
    opened = request.session.get(OPENED, {})
    opened[str(pk)] = {"reason": reason, "until": (timezone.now() + OPEN_FOR).isoformat()}
    request.session[OPENED] = opened


def opening_reason(request: HttpRequest, pk: UUID) -> str | None:
    """Give why this agent opened the file in this session; None once it is closed again."""
    opened: dict[str, Any] | None = request.session.get(OPENED, {}).get(str(pk))
    if opened is None or datetime.fromisoformat(opened["until"]) <= timezone.now():
        return None
    return str(opened["reason"])
