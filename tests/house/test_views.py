"""Every page declares what it reads and writes."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from clicsequr.kernel.pages import Page
from tests.house.source import APPS


def our_views() -> Iterator[tuple[str, object]]:
    def walk(patterns: list[URLPattern | URLResolver]) -> Iterator[tuple[str, object]]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns)
            elif getattr(pattern.callback, "__module__", "").split(".")[0] in APPS:
                yield str(pattern.pattern), pattern.callback

    return walk(get_resolver().url_patterns)


def test_every_view_is_a_page() -> None:
    bare = [f"{route} → {view}" for route, view in our_views() if not isinstance(getattr(view, "page", None), Page)]
    assert not bare, "Declare @page:\n" + "\n".join(bare)
