"""The search: blind to accents, capitals and plurals, over pages, services and help."""

import pytest
from django.core.management import call_command

from clicsequr.help.search import find, words_of
from ministry_services.queries.catalogue import all_services

pytestmark = pytest.mark.django_db


@pytest.fixture
def services(db):
    call_command("load_catalogue", verbosity=0)
    return list(all_services())


def titles(asked: str, services: list) -> list[str]:
    return [result.title for result in find(asked, services)]


@pytest.mark.parametrize("asked", ["phosphore", "PHOSPHORE", "bilans de phosphores", "Bilan  phosphore"])
def test_a_service_is_found_however_it_is_written(services, asked):
    assert "Bilan de phosphore" in titles(asked, services)


@pytest.mark.parametrize("asked", ["clicSÉQUR – Citoyen", "clicSÉQUR–Citoyens", "clicsequr citoyens"])
def test_both_spellings_of_the_seed_are_accepted(services, asked):
    assert "Service d’authentification gouvernemental clicSÉQUR" in titles(asked, services)


def test_a_ministry_is_found_by_a_former_name(services):
    assert "Gestion des prélèvements d’eau" in titles("mddelcc eau", services)


def test_a_title_comes_before_a_text(services):
    assert titles("lexique", services)[0] == "Lexique"


def test_every_word_is_wanted(services):
    assert titles("phosphore balisage", services) == []


def test_words_lose_accents_and_ligatures():
    assert words_of("Œuvre d’été, ÉMISSIONS") == ["oeuvre", "d", "ete", "emissions"]


def test_the_page_shows_what_was_found_in_one_query(client, services, django_assert_num_queries):
    with django_assert_num_queries(1):
        page = client.get("/fr/recherche/?q=pesticides").content.decode()
    assert "<title>Recherche\u00a0: pesticides – clicSÉQUR</title>" in page
    assert 'href="/fr/services/pesticides-demande-de-certificat/"' in page


def test_what_was_asked_is_text_and_not_markup(client, services):
    page = client.get("/fr/recherche/", {"q": "<script>x</script>"}).content.decode()
    assert "<script>x" not in page


def test_nothing_found_suggests_what_to_do(client, services):
    page = client.get("/fr/recherche/?q=zzzz").content.decode()
    assert "0 résultat" in page
    assert "vérifiez l’orthographe" in page


@pytest.mark.parametrize(
    ("asked", "said"), [("", "Entrez un ou plusieurs mots"), ("a" * 101, "100 caractères au plus")]
)
def test_a_search_has_one_to_a_hundred_characters(client, asked, said, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = client.get("/fr/recherche/", {"q": asked}).content.decode()
    assert page.count(said) == 2
    assert "Un problème est survenu" in page
