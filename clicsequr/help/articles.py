"""The articles and public texts: read once from their files, shown in the language of the page."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from clicsequr.help.facts import facts
from clicsequr.help.markup import Block, plain_text, read_blocks

_HERE = Path(__file__).parent
LANGUAGES = ("fr", "en")


@dataclass(frozen=True)
class Text:
    """A title and a body in both languages."""

    slug: str
    titles: Mapping[str, str]
    bodies: Mapping[str, str]

    @property
    def title(self) -> str:
        return self.titles[_language()]

    @property
    def blocks(self) -> tuple[Block, ...]:
        return read_blocks(self.bodies[_language()], facts())

    @property
    def words(self) -> str:
        return f"{self.title} {plain_text(self.blocks)}"

    @property
    def opening(self) -> str:
        """Give the first plain sentences, nothing where a text begins with a list."""
        return plain_text(tuple(block for block in self.blocks[:1] if block.kind == "text"))


@dataclass(frozen=True)
class Article(Text):
    """Help about one screen: `screens` are ids of screens.md, `pages` the views that show them.

    A page is a view name, the beginning of several and a star (`agents:paper-form*`), or a view name, a slash and the
    value of its argument (`enterprises:registration-step/numeros`).
    """

    topic: str
    screens: tuple[str, ...]
    pages: tuple[str, ...]


@dataclass(frozen=True)
class Topic:
    """A heading of the help's home, under a portal (`E`, `C`, `A`) or for all (nothing)."""

    slug: str
    portal: str
    titles: Mapping[str, str]
    articles: tuple[Article, ...]

    @property
    def title(self) -> str:
        return self.titles[_language()]


@cache
def topics() -> tuple[Topic, ...]:
    """Give the topics in the order of their files."""
    return tuple(_topic(path) for path in sorted((_HERE / "articles").glob("*.toml")))


def articles() -> Iterator[Article]:
    return (article for topic in topics() for article in topic.articles)


def article(slug: str) -> Article | None:
    return next((article for article in articles() if article.slug == slug), None)


def article_for(page: str, argument: str = "") -> Article | None:
    """Give the article of a page: that of its argument first, then of its view, then of the views named like it."""
    found = _by_page()
    return found.get(f"{page}/{argument}") or found.get(page) or _named_like(page)


@cache
def text(slug: str) -> Text:
    """Give a public text of the `texts` folder."""
    return _text(slug, tomllib.loads((_HERE / "texts" / f"{slug}.toml").read_text(encoding="utf-8")))


@cache
def sections(slug: str) -> dict[str, Text]:
    """Give the named sections of a public text made of several."""
    entries = tomllib.loads((_HERE / "texts" / f"{slug}.toml").read_text(encoding="utf-8"))
    return {name: _text(name, entry) for name, entry in entries.items()}


@cache
def _by_page() -> dict[str, Article]:
    return {page: found for found in articles() for page in found.pages}


def _named_like(page: str) -> Article | None:
    beginnings = [name for name in _by_page() if name.endswith("*") and page.startswith(name[:-1])]
    return _by_page()[max(beginnings, key=len)] if beginnings else None


def _topic(path: Path) -> Topic:
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    slug = path.stem.partition("_")[2]
    found = tuple(_article(entry, slug) for entry in content["article"])
    return Topic(slug, content["portal"], content["title"], found)


def _article(entry: Mapping[str, Any], topic: str) -> Article:
    shared = _text(entry["slug"], entry)
    return Article(
        shared.slug,
        shared.titles,
        shared.bodies,
        topic,
        tuple(entry.get("screens", ())),
        tuple(entry.get("pages", ())),
    )


def _text(slug: str, entry: Mapping[str, Any]) -> Text:
    return Text(slug, entry["title"], {language: entry[language] for language in LANGUAGES})


def _language() -> str:
    return "en" if get_language() == "en" else "fr"
