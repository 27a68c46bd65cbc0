"""What is kept for a time and then ends: a category names its due rows, and how each ends."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet


@dataclass(frozen=True)
class Category:
    """`due` gives the rows whose time is over; `end` is a service called with the id of each, else rows are deleted."""

    name: str
    due: Callable[[datetime], QuerySet[Any]]
    end: Callable[..., object] | None = None

    def count(self, now: datetime) -> int:
        return self.due(now).count()
