"""The whole road of a person on the real stack: from the ministry's page to its service, and back by a question."""

import pytest

from tests.factories.secrets import PASSWORD
from tests.journeys.citizens import Citizen
from tests.journeys.conftest import Walk
from tests.journeys.creation_road import (
    GIVEN,
    PHRASE,
    SERVICE,
    accept_and_create,
    begin_at_the_service,
    create,
    prove_identity,
)
from tests.journeys.sessions import answer_question
from tests.journeys.site import Site, text_of
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser


def test_a_person_creates_an_account_and_is_taken_to_the_service(
    site: Site, citizens: dict[str, Citizen], walk: Walk
) -> None:
    person, citizen = walk(), citizens["with_proof"]
    person.go("/clicsequr/")
    person.check()
    begin_at_the_service(person)
    create(person, site, citizen)
    prove_identity(person, citizen, empty_first=True)
    accept_and_create(person, citizen)
    _is_at_the_service(person)
    _is_told(site, citizen)
    person.press("Fermer la session")
    person.is_at("Vous êtes sorti de votre session")
    _comes_back(person, citizen)


def test_a_person_creates_an_account_in_english_on_a_telephone(
    site: Site, citizens: dict[str, Citizen], walk: Walk
) -> None:
    """With « Demandez-le! », and the language switched on the way and back."""
    person, citizen = walk(language="en", width=320), citizens["english"]
    begin_at_the_service(person)
    create(person, site, citizen, empty_first=False)
    prove_identity(person, citizen, empty_first=True, asks_code=True)
    _looks_at_french_and_comes_back(person)
    accept_and_create(person, citizen, empty_first=False)
    _is_at_the_service(person)
    activated = person.says("Votre compte clicSÉQUR – Citoyens est activé")
    assert citizen.user_code.upper() not in text_of(site.wait_for_mail(to=citizen.email, subject=activated))


def _is_at_the_service(person: Walker) -> None:
    """C-19: at once, with the banner of success; the ministry then asks who comes."""
    person.is_at("Ce que vous communiquez")
    assert "/services/demandes/" in person.page.url
    assert person.page.locator(".govuk-notification-banner--success").count() == 1


def _is_told(site: Site, citizen: Citizen) -> None:
    """N-01: the code is partly masked."""
    told = text_of(site.wait_for_mail(to=citizen.email, subject="Votre compte clicSÉQUR – Citoyens est activé"))
    assert citizen.user_code.upper() not in told.upper()
    assert PASSWORD not in told


def _comes_back(person: Walker, citizen: Citizen) -> None:
    """S-01 to S-03 with their errors: the image and the phrase come before the password, then one of the four."""
    person.go(f"/services/{SERVICE}/acces/")
    person.is_at("Ouvrir une session")
    person.submit_empty()
    person.fill("Code d’utilisateur", citizen.user_code.upper())
    person.press("Continuer")
    person.is_at("Vérifiez votre image et votre phrase")
    person.show("citizen_sign_in")
    assert PHRASE in person.text()
    assert person.page.get_by_alt_text("Un phare", exact=False).count() == 1
    person.submit_empty()
    person.fill("Mot de passe", "pas le bon mot de passe")
    person.press("Continuer")
    assert "Code d’utilisateur ou mot de passe inexact" in person.text()
    person.check()
    person.fill("Mot de passe", PASSWORD)
    person.press("Continuer")
    person.is_at("Répondez à votre question de sécurité")
    person.submit_empty("Ouvrir une session")
    person.page.locator("[name=answer]").fill("ce n’est pas cela")
    person.press("Ouvrir une session")
    assert "Réponse inexacte" in person.text()
    answer_question(person, GIVEN)
    person.is_at("Ce que vous communiquez")


def _looks_at_french_and_comes_back(person: Walker) -> None:
    here = person.page.url
    person.page.get_by_role("link", name="Français").click()
    person.language = "fr"
    person.is_at("Conditions d’utilisation")
    assert person.page.url == here.replace("/en/", "/fr/")
    person.page.get_by_role("link", name="English").click()
    person.language = "en"
    person.is_at("Conditions d’utilisation")
