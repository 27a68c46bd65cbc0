"""What is due, served row by row: a task selects ids and calls a service per id."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.actors import SYSTEM

logger = logging.getLogger(__name__)

BATCH = 500


def serve_each(due: QuerySet[Any], service: Callable[..., object], *, now: datetime) -> None:
    """Call the service for each row that is due; it looks again, so that two at once double nothing."""
    ids: Iterable[UUID] = due.values_list("pk", flat=True)[:BATCH]
    for row_id in list(ids):
        try:
            service(row_id, now=now, by=SYSTEM)
        except Exception:  # one row that cannot be served must not keep the others waiting
            logger.exception("due.failed", extra={"service": service.__name__, "row": str(row_id)})
