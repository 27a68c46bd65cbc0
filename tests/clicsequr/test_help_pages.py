"""Help for a page: its article, and the way back to it and nowhere else."""

from urllib.parse import urlencode

import pytest
from django.test import RequestFactory

from clicsequr.help.return_address import return_address

pytestmark = pytest.mark.django_db


def help_page(language: str = "fr", **asked: str) -> str:
    return f"/{language}/aide/page/?{urlencode(asked)}"


def test_the_question_mark_opens_the_article_of_the_page(client):
    page = client.get("/fr/nous-joindre/")
    asked = help_page(page="contact", retour="/fr/nous-joindre/")
    assert asked.replace("&", "&amp;") in page.content.decode()
    answer = client.get(asked).content.decode()
    assert "Utiliser ce site et obtenir de l’aide</h1>" in answer
    assert '<a class="govuk-link" href="/fr/nous-joindre/">Revenir à la page</a>' in answer


def test_the_way_back_keeps_the_question_of_the_page(client):
    page = client.get("/fr/recherche/?q=neq").content.decode()
    asked = help_page(page="search", retour="/fr/recherche/?q=neq")
    assert asked.replace("&", "&amp;") in page
    assert 'href="/fr/recherche/?q=neq">Revenir à la page' in client.get(asked).content.decode()


def test_the_secret_of_a_link_goes_into_no_other_address(client):
    page = client.get("/fr/profil/courriel/lien/9f.secret/").content.decode()
    asked = help_page(page="accounts:email-undo").replace("&", "&amp;")
    assert f'href="{asked}"' in page
    assert "%2Flien%2F" not in page


def test_a_step_has_its_own_article(client):
    answer = client.get(help_page(retour="/fr/entreprises/inscription/etape/numeros/")).content.decode()
    assert "Entrer les numéros de l’entreprise</h1>" in answer


def test_a_page_without_an_article_gets_the_home_of_the_help_and_the_way_back(client):
    answer = client.get(help_page(page="nothing", retour="/robots.txt")).content.decode()
    assert "<h1" in answer
    assert 'href="/robots.txt"' in answer
    assert "Inscrire une entreprise à clicSÉQUR" in answer


def test_help_asked_from_help_keeps_the_first_way_back(client):
    asked = help_page(page="contact", retour="/fr/nous-joindre/")
    assert f'cs-header__help" href="{asked}"'.replace("&", "&amp;") in client.get(asked).content.decode()


@pytest.mark.parametrize(
    "asked",
    [
        "https://ailleurs.example/fr/aide/",
        "//ailleurs.example/fr/aide/",
        "/\\ailleurs.example",
        "javascript:alert(1)",
        "fr/aide/",
        "/fr/cette-page-n-existe-pas/",
        "/fr/aide/" + "?" + "a" * 1000,
        "",
        "/[",
    ],
)
def test_the_way_back_never_leaves_the_site(client, asked):
    response = client.get(help_page(page="contact", retour=asked))
    assert response.status_code == 200
    assert "Revenir à la page" not in response.content.decode()


def test_the_way_back_follows_the_language():
    request = RequestFactory().get("/en/aide/page/")
    request.LANGUAGE_CODE = "en"
    back = return_address("/fr/nous-joindre/?a=1", request)
    assert (back.url, back.view_name, back.argument) == ("/en/nous-joindre/?a=1", "contact", "")


def test_an_article_has_its_own_address(client):
    assert client.get("/fr/aide/articles/messages/").status_code == 200
    assert client.get("/en/aide/articles/messages/").status_code == 200
    assert client.get("/fr/aide/articles/rien/").status_code == 404
