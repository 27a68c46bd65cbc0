"""After a sign-in, only a page of ours: no open redirect, and the asked page survives both pages and the language."""

from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils.translation import override

from accounts.next_address import in_present_language, safe_next
from enterprises.models import Member
from tests.accounts.sign_in_steps import HOME, sign_in, type_code, type_password
from tests.factories.enterprises import make_rse, make_user

ELSEWHERE = [
    "https://example.org/",
    "//example.org/fr/profil/",
    "///example.org",
    "/\\example.org",
    "\\\\example.org",
    "/\t/example.org",
    "/\n/example.org",
    "http:///fr/profil/",
    "javascript:alert(1)",
    " /fr/profil/",
    "fr/profil/",
    "/fr/n-existe-pas/",
    "/fr/profil",
    "/agents/",
    "/fr/agents/",
    "/fr/session/fermer/",
    "/fr/session/garder/",
    "/static/theme/app.js",
    "/fr/profil/?" + "a" * 600,
    "/fr/profil/?" + "🐄" * 130,
    "/fr/profil/?q=\x00",
    "/fr/profil/?q=\x01",
    "/fr/profil/?q=\u202e",
    "/fr/%2e%2e//example.org",
    "",
]


@pytest.fixture
def rse(db: None) -> Member:
    return make_rse(user=make_user(user_code="KLMT4829"))


@pytest.mark.parametrize("address", ELSEWHERE)
def test_an_address_of_somebody_else_is_dropped(address: str) -> None:
    assert safe_next(address) == ""


@pytest.mark.parametrize(
    "address", ["/fr/profil/", "/en/profil/", "/fr/profil/activite/?page=2", "/fr/entreprises/session/"]
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_page_of_ours_is_kept_in_either_language(address: str, language: str) -> None:
    with override(language):
        assert safe_next(address) == address


def test_the_page_follows_the_language_read_now() -> None:
    with override("en"):
        assert in_present_language("/fr/profil/activite/?page=2") == "/en/profil/activite/?page=2"
        assert in_present_language("") == ""


def test_the_asked_page_survives_both_pages(client: Client, rse: Member) -> None:
    assert (
        sign_in(client, "KLMT4829", query="?next=/fr/profil/activite/%3Fpage%3D2")["Location"]
        == "/fr/profil/activite/?page=2"
    )


def test_the_asked_page_survives_failures_and_a_change_of_code(client: Client, rse: Member) -> None:
    type_code(client, "BCDF2345", query="?next=/fr/profil/")
    page = type_password(client, "mauvais mot de passe").content.decode()
    assert 'href="/fr/entreprises/session/?next=/fr/profil/"' in page
    assert sign_in(client, "KLMT4829", query="?next=/fr/profil/")["Location"] == "/fr/profil/"


def test_the_language_may_change_between_the_two_pages(client: Client, rse: Member) -> None:
    type_code(client, "KLMT4829", query="?next=/fr/profil/")
    answer = client.post("/en/entreprises/session/mot-de-passe/", {"password": "quatre chevaux bleus 27"})
    assert answer["Location"] == "/en/profil/"


@pytest.mark.parametrize("page", ["/fr/citoyens/session/", "/fr/citoyens/creation/"])
@pytest.mark.parametrize("strange", ["\x00", "\x01" * 470, "🐄" * 120])
def test_a_strange_page_asked_for_is_left_out_and_breaks_nothing(
    client: Client, db: None, page: str, strange: str
) -> None:
    asked = client.post(f"{page}?{urlencode({'next': f'/fr/profil/?{strange}'})}", {"user_code": "🐄" * 60})
    assert asked.status_code == 302


@pytest.mark.parametrize("address", ["https://example.org/", "//example.org", "/\\example.org"])
def test_no_sign_in_leads_elsewhere(client: Client, rse: Member, address: str) -> None:
    assert sign_in(client, "KLMT4829", query=f"?next={address}")["Location"] == HOME


def test_a_page_of_one_portal_needs_no_choice(client: Client, db: None) -> None:
    asked = "/fr/portails/?next=/fr/entreprises/accueil/"
    assert client.get(asked)["Location"] == "/fr/entreprises/session/?next=%2Ffr%2Fentreprises%2Faccueil%2F"
    choice = client.get("/fr/portails/?next=/fr/profil/").content.decode()
    assert 'href="/fr/entreprises/session/?next=%2Ffr%2Fprofil%2F"' in choice
    assert 'href="/fr/entreprises/session/"' in client.get("/fr/portails/?next=https://example.org/").content.decode()
