"""The door of the registration (E-01, E-02, X-06): its zone, its button, what it says of time and steps."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.waiting_registrations import make_waiting_registration

pytestmark = pytest.mark.django_db
ZONE = re.compile(r'<section class="cs-zone" aria-labelledby="zone-title">(.*?)</section>', re.DOTALL)


@pytest.mark.parametrize(
    ("language", "title", "button"),
    [
        ("fr", "Inscription d’une entreprise à clicSÉQUR", "Accès au service"),
        ("en", "Register a business with clicSÉQUR", "Access the service"),
    ],
)
def test_the_zone_of_the_door_holds_one_button_that_starts(
    client: Client, language: str, title: str, button: str
) -> None:
    zones = ZONE.findall(client.get(f"/{language}/entreprises/inscription/").text)
    assert len(zones) == 1
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", zones[0]) == [title]
    assert re.findall(r"<a [^>]*>(.*?)</a>", zones[0]) == [button]
    start = f"/{language}/entreprises/inscription/avant-de-commencer/"
    assert f'href="{start}" role="button"' in zones[0]
    assert client.get(start).status_code == 200


def test_the_door_says_ten_minutes_and_that_the_steps_vary(client: Client) -> None:
    assert "L’inscription prend environ dix minutes." in client.get(reverse("enterprises:registration")).text
    said = "Les étapes varient légèrement selon la forme juridique de l’entreprise et selon les renseignements"
    assert said in client.get(reverse("enterprises:registration-start")).text


def test_who_waits_has_nothing_to_do_and_may_call_to_go_faster(client: Client) -> None:
    registration = make_waiting_registration()
    session = client.session
    session["pending_registration_id"] = str(registration.pk)
    session.save()
    shown = client.get(reverse("enterprises:registration-status")).text
    assert "Un employé de Revenu Québec doit l’activer. Vous n’avez rien à faire." in shown
    assert 'href="tel:+18664233234"' in shown
    assert "1 866 423-3234" in shown
    for secret in ("TVQ", "code d’accès à six chiffres", "numéro d’invitation"):
        assert secret in shown
