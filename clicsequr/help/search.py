"""Search over the public pages, the services and the help: every word asked, whatever its accents or its plural."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from clicsequr.help.articles import articles
from clicsequr.help.public_pages import GROUPS
from ministry_services.models import OnlineService

_WORD = re.compile(r"[a-z0-9]+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
_SHOWN = 30
_SUMMARY = 160


@dataclass(frozen=True)
class Result:
    kind: str
    title: str
    url: str
    summary: str
    words: str


def find(asked: str, services: Iterable[OnlineService]) -> list[Result]:
    """Give what holds every word asked: first those that say it in their title, then those that say it in a row."""
    wanted = [_stem(word) for word in words_of(asked)]
    if not wanted:
        return []
    held = [result for result in _everything(services) if _holds(words_of(result.words), wanted)]
    return sorted(held, key=lambda result: _rank(result, wanted))[:_SHOWN]


def _rank(result: Result, wanted: list[str]) -> tuple[bool, bool]:
    stems = " ".join(_stem(word) for word in words_of(result.words))
    return not _holds(words_of(result.title), wanted), " ".join(wanted) not in stems


def words_of(text: str) -> list[str]:
    """Cut into words without accents or capitals: « Citoyen » and « clicSÉQUR–Citoyens » meet."""
    letters = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    return _WORD.findall("".join(letter for letter in letters if not unicodedata.combining(letter)))


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word


def _holds(words: list[str], wanted: list[str]) -> bool:
    return all(any(word.startswith(stem) for word in words) for stem in wanted)


def _everything(services: Iterable[OnlineService]) -> Iterator[Result]:
    for _group, pages in GROUPS:
        for page in pages:
            if page.url:
                yield Result(_("Page"), str(page.title), page.url, str(page.summary), page.words)
    for service in services:
        url = reverse("ministry_services:service", kwargs={"slug": service.slug})
        ministry = service.ministry
        words = f"{service.name} {service.description} {ministry.name} {ministry.list_label} {ministry.aliases}"
        yield Result(_("Service en ligne"), service.name, url, service.description, words)
    for article in articles():
        url = reverse("help-article", kwargs={"slug": article.slug})
        yield Result(_("Aide"), article.title, url, Truncator(article.opening).chars(_SUMMARY), article.words)
