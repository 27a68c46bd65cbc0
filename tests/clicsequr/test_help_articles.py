"""The articles and public texts: both languages, every page of the portals, no dead link."""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from accounts.devices import COOKIE as DEVICE
from citizens.steps import Step as CreationStep
from clicsequr.help import articles as help_articles
from clicsequr.help.articles import Text, article_for, articles, sections, text, topics
from clicsequr.help.facts import facts
from clicsequr.help.markup import Span, page_address, read_blocks
from clicsequr.kernel.sealed_cookies import SealedCookie
from enterprises.steps import Step as RegistrationStep

TEXTS = Path(help_articles.__file__).parent / "texts"
PORTALS = ("enterprises:", "citizens:", "agents:", "accounts:", "ministry_services:")
APPLICATIONS = ("accounts", "citizens", "clicsequr", "enterprises", "ministry_services")
# What no person looks at: an answer to a script, a file, a redirection.
NOT_PAGES = {
    "accounts:keep-alive",
    "agents:login",
    "agents:logout",
    "agents:password_change",
    "agents:password_change_done",
    "agents:jsi18n",
    "agents:autocomplete",
    "agents:view_on_site",
    "agents:app_list",
}


def everything() -> list[Text]:
    texts = [text(path.stem) for path in sorted(TEXTS.glob("*.toml")) if path.stem != "about"]
    return [*articles(), *texts, *sections("about").values()]


def view_names(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from view_names(pattern.url_patterns, inner)
        elif pattern.name:
            yield space + pattern.name


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_text_reads_in_both_languages(language):
    with translation.override(language):
        for found in everything():
            assert found.title, found.slug
            assert found.blocks, found.slug
            assert "::" not in found.words, f"{found.slug}: a definition among other lines"


def test_a_link_leads_to_a_page_that_exists():
    for found in everything():
        for body in found.bodies.values():
            for target in re.findall(r"\]\(([^)]+)\)", body):
                assert target == "tel" or target.startswith("https://") or page_address(target), (found.slug, target)


def test_both_languages_have_the_same_blocks():
    for found in everything():
        kinds = [
            [(block.kind, len(block.lines)) for block in read_blocks(body, facts())] for body in found.bodies.values()
        ]
        assert kinds[0] == kinds[1], found.slug


@pytest.mark.parametrize(
    ("pattern", "rule"),
    [
        (r"(?<=\w) [:»](?!:)|« |[^\W\d]: ", "a no-break space before a colon and inside « »"),
        (r"[ \u00a0][;!?]", "no space before ; ! ?"),
        (r"'", "a curly apostrophe"),
    ],
)
def test_french_is_typeset(pattern, rule):
    wrong = [
        (found.slug, match.group())
        for found in everything()
        for words in (found.titles["fr"], found.bodies["fr"])
        for match in re.finditer(pattern, words)
    ]
    assert not wrong, rule


def test_english_has_its_own_marks():
    wrong = [found.slug for found in everything() if re.search("[«']", found.bodies["en"])]
    assert not wrong


def test_every_page_of_the_portals_has_its_article():
    pages = {name for name in view_names(get_resolver().url_patterns) if name.startswith(PORTALS)} - NOT_PAGES
    without = [name for name in sorted(pages) if article_for(name) is None and not _told_by_argument(name)]
    assert not without, f"Name these pages in an article (clicsequr/help/articles/): {without}"


def test_an_article_names_pages_that_exist():
    known = set(view_names(get_resolver().url_patterns))
    for found in articles():
        for page in found.pages:
            name = page.partition("/")[0]
            exists = any(view.startswith(name[:-1]) for view in known) if name.endswith("*") else name in known
            assert exists, (found.slug, page)


def test_an_article_and_a_page_are_named_once():
    assert max(Counter(found.slug for found in articles()).values()) == 1
    assert max(Counter(page for found in articles() for page in found.pages).values()) == 1


def test_the_article_of_a_step_comes_before_the_one_of_its_view():
    assert article_for("enterprises:registration-step", "numeros").slug == "numeros-de-l-entreprise"
    assert article_for("enterprises:recover-code").slug == "recuperer-un-acces"
    assert article_for("enterprises:nothing-of-that-name") is None


@pytest.mark.parametrize(
    ("view", "steps"), [("enterprises:registration-step", RegistrationStep), ("citizens:creation-step", CreationStep)]
)
def test_every_step_of_a_journey_has_its_article(view, steps):
    told = {page.partition("/")[2] for found in articles() for page in found.pages if page.startswith(f"{view}/")}
    assert {str(step) for step in steps} == told


def test_topics_follow_the_order_of_the_portals():
    portals = [topic.portal for topic in topics()]
    assert portals == [portal for kind in ("", "E", "C", "A") for portal in portals if portal == kind]


def test_marks_become_blocks():
    blocks = read_blocks("## Titre\n\nUn mot\nde plus.\n\n- a\n- b\n\n1. c\n\n> Note\n\nNEQ :: dix chiffres", {})
    assert [block.kind for block in blocks] == ["heading", "text", "list", "steps", "note", "definitions"]
    assert blocks[1].line == (Span("Un mot de plus."),)
    assert blocks[5].definitions == (("NEQ", (Span("dix chiffres"),)),)


def test_a_link_to_a_page_that_is_not_served_stays_words():
    (block,) = read_blocks("Voir [la page](nothing:here).", {})
    assert [span.url for span in block.line] == ["", "", ""]


def test_an_unknown_fact_stops():
    with pytest.raises(KeyError):
        read_blocks("{nothing}", facts())


def _told_by_argument(name: str) -> bool:
    return any(page.startswith(f"{name}/") for found in articles() for page in found.pages)


def test_every_cookie_of_ours_is_told():
    assert get_resolver().url_patterns  # every page is imported
    modules = [module for name, module in sys.modules.items() if name.startswith(APPLICATIONS)]
    sealed = {one.name for module in modules for one in vars(module).values() if isinstance(one, SealedCookie)}
    others = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, DEVICE, CookieStorage.cookie_name}
    definitions = [block for block in text("cookies").blocks if block.kind == "definitions"]
    told = {name for block in definitions for terms, _line in block.definitions for name in terms.split(", ")}
    assert told == sealed | others
