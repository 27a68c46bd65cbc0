"""Pages of a list that may hold a million rows: the first ones, counted no further than a limit."""

from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator


class CappedPaginator(Paginator):
    """Counts at most `limit` rows, so that a page costs the same whatever the table holds; filters find the rest."""

    limit = 500

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by()[: self.limit].count())

    @property
    def is_capped(self) -> bool:
        return self.count == self.limit


def page_of(rows: Any, *, number: str | None, size: int = 25) -> Page:
    """Give the page asked for, the nearest one when there is none."""
    return CappedPaginator(rows, size).get_page(number)
