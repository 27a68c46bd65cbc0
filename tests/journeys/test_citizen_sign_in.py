"""The stronger ways of a person to sign in, the proof asked at the gate, and an account that was closed too soon."""

import pytest

from clicsequr.demonstration import persons
from tests.journeys.authenticators import proves_it, virtual_authenticator
from tests.journeys.conftest import Walk
from tests.journeys.creation_road import SERVICE
from tests.journeys.sessions import Person, give_password, sign_in_citizen
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser

# Screens.md §17: what the right password opens on the way to a service that asks for a proof.
STATES = {
    "compte actif, identité prouvée": "Ce que vous communiquez",
    "compte actif, identité à prouver": "Prouver votre identité",
    "compte actif, preuve d’identité bloquée 24 heures": "Nous n’avons pas pu vérifier votre identité",
    "compte en fermeture, à garder par une session": "Voulez-vous garder votre compte?",
}
YVES = next(one for one in persons.persons() if one.stage == "unproven")


def test_the_right_password_opens_the_page_of_the_state(walk: Walk, people: dict[str, Person]) -> None:
    found = {}
    for name in STATES:
        person = walk()
        sign_in_citizen(person, people[name], path=f"/services/{SERVICE}/acces/")
        person.check()
        found[name] = person.heading()
        person.page.set_viewport_size({"width": 320, "height": 900})
        person.check(axe=False)
        person.context.close()
    assert found == STATES


def test_an_application_then_a_passkey_stand_for_the_question(walk: Walk, people: dict[str, Person]) -> None:
    person, owner = walk(), people["compte actif, application d’authentification"]
    give_password(person, owner)
    person.is_at("Confirmez que c’est vous")
    person.submit_empty("Ouvrir une session")
    person.fill("Code de confirmation", owner.six_digits())
    person.press("Ouvrir une session")
    person.is_at("Mon compte")
    authenticator = virtual_authenticator(person)
    _adds_a_passkey(person, owner)
    person.press("Fermer la session")
    person.go("/citoyens/session/")
    person.press("Utiliser une clé d’accès")
    person.page.wait_for_url("**/citoyens/accueil/")
    person.is_at("Mon compte")
    authenticator.send("WebAuthn.disable")


def test_a_service_asks_an_account_for_its_proof_and_gives_the_lost_code(walk: Walk, people: dict[str, Person]) -> None:
    """X-04, C-09 to C-12 and D-01 to D-03 for an account that has no proof yet."""
    person = walk()
    sign_in_citizen(person, people["compte actif, identité à prouver"], path=f"/services/{SERVICE}/acces/")
    person.is_at("Prouver votre identité")
    person.press("Continuer")
    person.is_at("Numéro d’assurance sociale")
    person.fill("Numéro d’assurance sociale", YVES.nas)
    person.press("Continuer")
    person.is_at("Code d’accès Revenu Québec")
    _asks_for_the_code(person)
    person.is_at("Numéro d’avis de cotisation")
    person.fill("Numéro d’avis de cotisation", "ZZ000000000")
    person.press("Vérifier mon identité")
    assert "ne correspondent pas à ceux de Revenu Québec" in person.text()
    person.check()
    person.fill("Numéro d’avis de cotisation", YVES.notice_number)
    person.press("Vérifier mon identité")
    person.is_at("Ce que vous communiquez")


def test_an_account_that_is_closing_is_kept_by_its_owner(walk: Walk, people: dict[str, Person]) -> None:
    person = walk()
    sign_in_citizen(person, people["compte en fermeture, à garder par une session"])
    person.is_at("Voulez-vous garder votre compte?")
    person.press("Garder mon compte")
    person.is_at("Mon compte")
    person.go("/citoyens/fermeture/")
    proves_it(person, people["compte en fermeture, à garder par une session"])
    person.is_at("Fermer votre compte")
    person.submit_empty("Fermer mon compte")
    person.page.get_by_role("checkbox").check()
    person.press("Fermer mon compte")
    person.is_at("Votre compte est fermé")


def _adds_a_passkey(person: Walker, owner: Person) -> None:
    person.go("/profil/confirmation/")
    person.is_at("Confirmation à l’ouverture de session")
    person.follow("Ajouter une clé d’accès")
    proves_it(person, owner)
    person.is_at("Ajouter une clé d’accès")
    person.fill("Nom de la clé", "Clé du salon")
    person.press("Créer la clé d’accès")
    person.page.wait_for_url("**/codes/")


def _asks_for_the_code(person: Walker) -> None:
    """« Demandez-le! », with an amount that is wrong at first."""
    person.follow("Demandez-le!")
    person.is_at("Demandez votre code d’accès")
    person.submit_empty()
    person.fill("Prénom", YVES.first_name)
    person.fill("Nom de famille", "st pierre")
    for part, value in (("Jour", YVES.born_on.day), ("Mois", YVES.born_on.month), ("Année", YVES.born_on.year)):
        person.fill(part, str(value))
    person.fill("Code postal", YVES.postal_code)
    person.press("Continuer")
    person.is_at("Revenu total (ligne 199)")
    person.submit_empty("Demander mon code")
    person.fill("Revenu total (ligne 199)", "1,00")
    person.press("Demander mon code")
    assert "ne correspondent pas à ceux de Revenu Québec" in person.text()
    person.check()
    person.fill("Revenu total (ligne 199)", YVES.papers()["line_199"])
    person.press("Demander mon code")
    person.is_at("Votre code d’accès")
    assert YVES.access_code in person.text()
    person.press("Continuer")
    person.check()
    assert YVES.access_code not in person.text()
    person.press("Continuer")
