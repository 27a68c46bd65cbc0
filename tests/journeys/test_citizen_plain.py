"""A person without JavaScript: an account without a proof of identity, then sessions by a code sent by e-mail."""

import re

import pytest

from tests.journeys.citizens import Citizen
from tests.journeys.conftest import Walk
from tests.journeys.creation_road import SERVICE, accept_and_create, create
from tests.journeys.registration_road import mailed_code
from tests.journeys.sessions import Person, give_password
from tests.journeys.site import Site
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser


def test_a_person_creates_an_account_without_a_proof_and_without_javascript(
    site: Site, citizens: dict[str, Citizen], walk: Walk
) -> None:
    person, citizen = walk(javascript=False), citizens["without_javascript"]
    person.go("/citoyens/creation/")
    person.is_at("Créer un compte clicSÉQUR – Citoyens")
    person.press("Commencer")
    person.is_at("À quel service voulez-vous accéder?")
    person.submit_empty()
    person.choose("Aucun pour l’instant")
    person.press("Continuer")
    _walks_every_page(person, site, citizen)
    person.is_at("Votre compte est activé")
    person.press("Fermer la session")
    _comes_back_by_a_code(person, site, citizen)
    person.go(f"/services/{SERVICE}/acces/")
    person.is_at("Prouver votre identité")


def _walks_every_page(person: Walker, site: Site, citizen: Citizen) -> None:
    """No page of a proof is among the steps, and each says where it stands."""
    create(person, site, citizen, begin=False)
    place = re.search(r"Étape (\d+) sur (\d+)", person.text())
    assert place
    assert int(place[2]) - int(place[1]) == 1
    accept_and_create(person, citizen)


def _comes_back_by_a_code(person: Walker, site: Site, citizen: Citizen) -> None:
    """S-04 in place of S-03."""
    give_password(person, Person(citizen.user_code))
    person.is_at("Répondez à votre question de sécurité")
    person.press("Recevoir plutôt un code par courriel")
    person.is_at("Entrez le code envoyé")
    person.submit_empty("Ouvrir une session")
    person.page.locator("[name=digits]").fill(mailed_code(person, site, citizen.email, count=2))
    person.press("Ouvrir une session")
    person.is_at("Mon compte")
