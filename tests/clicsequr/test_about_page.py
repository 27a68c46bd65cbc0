"""The page that describes the service (X-01): its three steps, its services by portal, its ten actions, its links."""

import re
from html import unescape

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.test import Client

from citizens.rules.answers import QUESTIONS

pytestmark = pytest.mark.django_db
ENTERPRISES = [
    "Bilan de phosphore",
    "Déclaration des ventes annuelles de pesticides",
    "Émissions de gaz à effet de serre",
    "Gestion des prélèvements d’eau",
    "Inventaire québécois des émissions atmosphériques",
]


@pytest.fixture
def page(client: Client) -> str:
    call_command("load_catalogue", verbosity=0)
    return client.get("/fr/clicsequr/").text


def listed_after(words: str, page: str) -> list[str]:
    """The names of the list that follows these words."""
    following = page[page.index(words) :]
    items = re.findall(r"<li[^>]*>(.*?)</li>", following[: following.index("</ul>")], re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", "", item)).split()) for item in items]


def test_the_three_steps_come_in_order_under_their_titles(page: str) -> None:
    titles = [" ".join(title.split()) for title in re.findall(r"<h3[^>]*>(.*?)</h3>", page, re.DOTALL)]
    numbered = [title for title in titles if re.match(r"[123]\. ", title)]
    assert [title[:2] for title in numbered] == ["1.", "2.", "3."]


def test_one_service_is_of_citizens_and_five_are_of_enterprises(page: str) -> None:
    citizens = listed_after("Services liés au portail clicSÉQUR – Citoyens", page)
    enterprises = listed_after("Services liés au portail clicSÉQUR – Entreprises", page)
    assert citizens[0].startswith("Pesticides – Demande de certificat")
    assert len(citizens) == 1
    assert [name for name in ENTERPRISES if any(item.startswith(name) for item in enterprises)] == ENTERPRISES


def test_the_services_of_enterprises_are_listed_again_with_their_links(page: str) -> None:
    shown = listed_after("requérant un compte clicSÉQUR – Entreprises", page)
    assert [name for name in ENTERPRISES if any(item.startswith(name) for item in shown)] == ENTERPRISES
    assert 'href="/fr/services/bilan-de-phosphore/"' in page


def test_help_by_telephone_covers_the_three_points_and_the_ten_actions(page: str) -> None:
    following = page[page.index("Désigner d’autres utilisateurs") :]
    assert following.index('href="tel:+18664233234"') < following.index("Gestion du dossier d’un utilisateur")
    assert len(listed_after("Ce numéro sert aussi pour chacune des actions", page)) == 10


def test_each_part_ends_with_its_links_and_the_way_up(page: str) -> None:
    assert len(re.findall(r">Liens utiles<", page)) == 2
    assert len(re.findall(r'href="#main">Haut<', page)) == 2


def test_the_foot_of_every_page_says_whose_site_it_is_when_told(client: Client, settings: LazySettings) -> None:
    settings.BRAND_OWNER = "© Bureau des démonstrations"
    assert '<p class="cs-footer__text">© Bureau des démonstrations</p>' in client.get("/fr/a-propos/").text


def test_access_to_a_service_leads_to_the_gate_of_its_portal(client: Client) -> None:
    call_command("load_catalogue", verbosity=0)
    gate = client.get("/fr/services/bilan-de-phosphore/acces/")
    assert gate["Location"] == "/fr/entreprises/services/bilan-de-phosphore/acces/"
    gate = client.get("/fr/services/pesticides-demande-de-certificat/acces/")
    assert gate["Location"] == "/fr/citoyens/services/pesticides-demande-de-certificat/acces/"


def test_an_account_for_a_service_begins_on_the_page_of_that_service(client: Client) -> None:
    call_command("load_catalogue", verbosity=0)
    citizens = client.get("/fr/services/pesticides-demande-de-certificat/").text
    assert 'href="/fr/citoyens/creation/?service=pesticides-demande-de-certificat">Créer un compte' in citizens
    firms = client.get("/fr/services/bilan-de-phosphore/").text
    assert 'href="/fr/entreprises/inscription/">Créer un compte' in firms


def test_what_a_citizen_reads_is_what_the_portal_does(page: str) -> None:
    """The numbers that the page gives are those of the code."""
    citizens = page[page.index('id="citoyens"') :]
    assert "de 10 à 20 minutes" in citizens
    assert "quatre questions de sécurité" in citizens
    assert QUESTIONS == 4
    assert "onze caractères" in citizens
    assert 'href="/fr/citoyens/creation/"' in citizens
    assert 'href="/fr/citoyens/session/"' in citizens
