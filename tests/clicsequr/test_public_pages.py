"""The public pages: whole in both languages, cheap, and without a dead link."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.factories.enterprises import make_rse, make_user

pytestmark = pytest.mark.django_db

# URL name → how many statements the page may cost: the catalogue, or the terms in force.
PAGES = {
    "about": 1,
    "choose-portal": 0,
    "about-site": 0,
    "site-map": 1,
    "search": 0,
    "contact": 0,
    "contact-sent": 0,
    "help": 0,
    "help-page": 0,
    "glossary": 0,
    "where-to-find": 0,
    "accessibility": 0,
    "privacy": 0,
    "cookies": 0,
    "terms": 1,
    "ministry_services:list": 1,
}
# What a crawl from the public pages must not open: it asks for an account.
BEHIND_A_SIGN_IN = re.compile(r"/(acces|messages|profil)/")
# Facts of the page that describes the service, as ours says them.
SEED_SAYS = [
    "travailleurs autonomes, institutions, sociétés, sociétés de personnes, autorités gouvernementales",
    "C’est le service en ligne que vous choisissez qui détermine le portail",
    "ne sont pas les mêmes pour clicSÉQUR – Entreprises et pour clicSÉQUR – Citoyens",
    "avant novembre 2007",
    "formulaire LEW-4, que vous devez signer et envoyer à Revenu Québec",
    "environ dix minutes",
    "« Accès au service », au centre de la page, dans la zone « Inscription d’une entreprise à clicSÉQUR »",
    "par téléphone ou par courriel",
    "les deux derniers montants que l’entreprise a versés pour le paiement de la TVQ",
    "« Développement durable, Environnement, Faune et Parcs »",
    "Dans un délai d’au plus 24 heures",
    "Consultation ou révocation d’une assignation",
    "de 10 à 20 minutes",
    "ligne 199",
    "onze caractères",
    "pictogramme en forme de point d’interrogation",
    "l’une des quatre questions de sécurité",
]


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.ids.add(values.get("id") or "")
        if tag == "a":
            self.found.append(values.get("href") or "")


def links(response: HttpResponse) -> Links:
    parser = Links()
    parser.feed(response.content.decode())
    return parser


def address(name: str, language: str) -> str:
    with translation.override(language):
        return reverse(name)


@pytest.fixture
def catalogue(db):
    call_command("load_catalogue", verbosity=0)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_a_public_page_is_whole_and_cheap(client, catalogue, name, language, django_assert_num_queries):
    with django_assert_num_queries(PAGES[name]):
        response = client.get(address(name, language))
    page = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{language}"' in page
    assert page.count("<h1") == 1
    assert response["Content-Language"] == language


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_title_is_said_once(client, catalogue, language):
    titles = [
        re.search(r"<title>(.*?)</title>", client.get(address(name, language)).content.decode(), re.DOTALL)[1]
        for name in PAGES
        if name != "help-page"  # without a page to explain, it is the home of the help
    ]
    assert sorted(set(titles)) == sorted(titles)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_link_of_the_public_pages_is_dead(client, catalogue, language):
    waiting, seen = [address("about", language)], set()
    while waiting:
        url = waiting.pop()
        path, _hash, _fragment = url.partition("#")
        if path in seen or BEHIND_A_SIGN_IN.search(path):
            continue
        seen.add(path)
        response = client.get(path, follow=True)
        assert response.status_code == 200, path
        found = links(response)
        for link in found.found:
            if link.startswith("#"):
                assert link[1:] in found.ids, (path, link)
            elif link.startswith(f"/{language}/") and "aide/page/" not in link:
                waiting.append(unescape(link))
    assert len(seen) > len(PAGES) + 45


def test_home_leads_a_visitor_to_the_page_about(client):
    assert client.get("/fr/").url == "/fr/clicsequr/"


def test_home_leads_a_member_to_their_portal(client):
    client.force_login(make_rse().user)
    assert client.get("/fr/").url == reverse("enterprises:home")


def test_the_menu_holds_what_the_seed_names_and_announces_what_leaves(client):
    page = client.get("/fr/clicsequr/").content.decode()
    menu = re.search(r'<nav class="cs-menu".*?</nav>', page, re.DOTALL)[0]
    words = [" ".join(unescape(word).split()) for word in re.findall(r"<a [^>]*>(.*?)</a>", menu, re.DOTALL)]
    assert words == [
        "Accueil",
        "Plan du site",
        "Pour nous joindre",
        "Portail gouvernemental (site externe)",
        "À propos du site",
        "Recherche",
        "English",
    ]


def test_every_link_that_leaves_is_announced(client, catalogue):
    for name in PAGES:
        page = client.get(reverse(name)).content.decode()
        for words in re.findall(r'<a [^>]*href="https?://[^>]*>(.*?)</a>', page, re.DOTALL):
            assert "(site externe)" in words, (name, words)


def test_the_page_about_says_what_the_seed_says(client):
    page = " ".join(re.sub(r"<[^>]+>", "", client.get("/fr/clicsequr/").content.decode()).split())
    for words in SEED_SAYS:
        assert " ".join(words.split()) in page, words


def test_the_terms_in_force_are_shown_in_the_language_of_the_page(client):
    call_command("load_terms", verbosity=0)
    assert '<div class="cs-prose" lang="fr">' in client.get("/fr/conditions/").content.decode()
    assert '<div class="cs-prose" lang="en">' in client.get("/en/conditions/").content.decode()


@pytest.mark.parametrize("address", ["/fr/clicsequr/", "/fr/citoyens/creation/", "/en/citoyens/session/"])
def test_the_telephone_of_the_support_is_at_the_foot_of_every_page(client, catalogue, address):
    page = client.get(address).content.decode()
    assert 'href="tel:+18664233234"' in page[page.index("<footer") :]


def test_each_portal_has_its_terms(client):
    call_command("load_terms", verbosity=0)
    assert "Vous acceptez ces conditions pour vous-même" in client.get("/fr/conditions/?portail=C").content.decode()
    assert "au nom de l’entreprise qui l’a désignée" in client.get("/fr/conditions/").content.decode()
    client.force_login(make_user("C"))
    assert "You accept these terms for yourself" in client.get("/en/conditions/").content.decode()


def test_programs_find_what_they_look_for(client: Client):
    robots = client.get("/robots.txt")
    assert (robots.status_code, robots["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert "Disallow: /*/agents/" in robots.content.decode()
    contact = client.get("/.well-known/security.txt").content.decode()
    assert contact.startswith("Contact: mailto:assistance@clicsequr.example\nExpires: ")
    assert client.get("/favicon.ico").url.endswith("/theme/images/icon.svg")
