"""The public catalogue: every service under its portal, and a page for each."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from ministry_services.models import Ministry, OnlineService
from ministry_services.rules.catalogue import RESERVED_SLUGS
from ministry_services.states import ServiceState
from ministry_services.urls import urlpatterns

pytestmark = pytest.mark.django_db

SEED = {
    "C": ["Pesticides – Demande de certificat"],
    "E": [
        "Bilan de phosphore",
        "Déclaration des ventes annuelles de pesticides",
        "Émissions de gaz à effet de serre",
        "Gestion des prélèvements d’eau",
        "Inventaire québécois des émissions atmosphériques",
    ],
}


@pytest.fixture(autouse=True)
def catalogue(db):
    call_command("load_catalogue", verbosity=0)


def page(client, address: str) -> str:
    return client.get(address).content.decode()


def test_each_service_of_the_seed_is_under_its_portal(client):
    shown = page(client, "/fr/services/")
    citizens, enterprises = shown.split('id="e"')
    for name in SEED["C"]:
        assert name in citizens
        assert name not in enterprises
    places = [enterprises.index(name) for name in SEED["E"]]
    assert places == sorted(places)
    assert not any(name in citizens for name in SEED["E"])


def test_the_list_costs_the_same_with_many_services(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get("/fr/services/")
    ministry = Ministry.objects.first()
    OnlineService.objects.bulk_create(
        [
            OnlineService(slug=f"s{n}", ministry=ministry, portal="E", name_fr=f"S{n}", name_en=f"S{n}")
            for n in range(30)
        ]
    )
    with django_assert_num_queries(1):
        client.get("/fr/services/")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_of_a_service_is_whole(client, language, django_assert_num_queries):
    for slug in OnlineService.objects.values_list("slug", flat=True):
        with django_assert_num_queries(1):
            response = client.get(f"/{language}/services/{slug}/")
        shown = response.content.decode()
        assert response.status_code == 200
        assert f'<html lang="{language}"' in shown
        assert shown.count("<h1") == 1


def test_an_enterprise_service_says_for_whom_how_long_and_the_way_in(client):
    shown = page(client, "/fr/services/bilan-de-phosphore/")
    assert 'class="govuk-button" href="/fr/services/bilan-de-phosphore/acces/">Accès au service</a>' in shown
    assert "environ 10 minutes" in shown
    assert "Créer un compte" in shown
    assert 'href="/fr/aide/"' in shown


def test_a_citizen_service_says_what_to_have_and_the_way_in(client):
    address = "/fr/services/pesticides-demande-de-certificat/"
    shown = page(client, address)
    assert "de 10 à 20 minutes" in shown
    assert "numéro d’avis de cotisation, de onze lettres ou chiffres" in shown
    assert f'href="{address}acces/"' in shown


@pytest.mark.parametrize("state", [ServiceState.MAINTENANCE, ServiceState.CLOSED])
def test_a_service_that_is_not_open_says_until_when_and_has_no_button(client, state):
    OnlineService.objects.filter(slug="bilan-de-phosphore").update(state=state, closed_until=date(2026, 12, 5))
    shown = page(client, "/fr/services/bilan-de-phosphore/")
    assert f"cs-tag--{state}" in shown
    assert "jusqu’au 5 décembre 2026" in shown
    assert "Accès au service</a>" not in shown
    assert f"cs-tag--{state}" in page(client, "/fr/services/")


def test_an_unknown_service_is_not_found(client):
    assert client.get("/fr/services/rien/").status_code == 404


def test_no_service_may_have_the_address_of_a_page_of_ours() -> None:
    firsts = {str(url.pattern).partition("/")[0] for url in urlpatterns}
    assert {first for first in firsts if first and "<" not in first} == RESERVED_SLUGS
    for slug in RESERVED_SLUGS:
        with pytest.raises(ValidationError, match="code"):
            OnlineService(slug=slug).clean_fields(exclude={"ministry"})
