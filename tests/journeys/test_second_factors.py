"""Ways of a person in charge to prove who they are: application, passkey, mailed link; and the end of a session."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from clicsequr.demonstration import cast
from tests.factories.secrets import NEW_PASSWORD
from tests.journeys.authenticators import proves_it, virtual_authenticator
from tests.journeys.conftest import Walk
from tests.journeys.sessions import Person, sign_in
from tests.journeys.site import Site, text_of
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser

STAGE, NOTE = "activated", "activée, sans inscription aux services"


def test_an_application_then_a_passkey_confirm_a_session(walk: Walk, people: dict[str, Person]) -> None:
    business = walk()
    person = people[NOTE]
    sign_in(business, person)
    business.is_at("Accueil de l’entreprise")
    with_key = _adds_an_application(business, person)
    _signs_in_with_the_application(business, with_key)
    authenticator = virtual_authenticator(business)
    _adds_a_passkey(business, person)
    business.press("Fermer la session")
    business.go("/entreprises/session/")
    business.check()
    business.press("Utiliser une clé d’accès")
    business.page.wait_for_url("**/accueil/")
    business.is_at("Accueil de l’entreprise")
    authenticator.send("WebAuthn.disable")


def test_a_forgotten_password_is_replaced_through_a_mailed_link(
    site: Site, walk: Walk, people: dict[str, Person]
) -> None:
    firm = next(one for one in cast.firms() if one.stage == "deactivated")
    person = people["inscriptions désactivées"]
    business = walk()
    business.go("/entreprises/session/")
    business.follow("Code ou mot de passe oublié")
    business.check()
    business.submit_empty()
    business.choose("J’ai oublié mon mot de passe")
    business.press("Continuer")
    business.is_at("Réinitialiser votre mot de passe")
    business.submit_empty()
    business.fill("Code d’utilisateur", person.user_code)
    business.fill("Courriel", firm.email)
    business.press("Continuer")
    business.is_at("Vérifiez votre boîte de courriel")
    mail = site.wait_for_mail(to=firm.email, subject="Choisissez un nouveau mot de passe clicSÉQUR")
    link = re.search(r"https?://\S+", text_of(mail))
    assert link
    business.page.goto(link[0])
    business.is_at("Choisissez un nouveau mot de passe")
    business.submit_empty()
    business.fill("Créez un mot de passe", NEW_PASSWORD)
    business.press("Continuer")
    business.is_at("Votre mot de passe est modifié")
    business.page.goto(link[0])
    business.is_at("Ce lien ne peut plus servir")
    people["inscriptions désactivées"] = replace(person, password=NEW_PASSWORD)
    sign_in(business, people["inscriptions désactivées"])
    business.is_at("Accueil de l’entreprise")


def test_a_session_warns_before_it_ends_and_can_be_kept_by_keyboard(walk_as: Walk) -> None:
    business = walk_as("inscrite à deux services")
    page = business.page
    page.clock.install()
    business.go("/entreprises/accueil/")
    dialog = page.locator("#session-warning")
    idle, warn = (int(dialog.get_attribute(f"data-{name}-seconds") or 0) for name in ("idle", "warn"))
    page.clock.run_for((idle - warn + 1) * 1000)
    expect(dialog).to_be_visible()
    business.check()
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    with page.expect_response("**/session/garder/") as kept:
        page.get_by_role("button", name="Rester en session").focus()
        page.keyboard.press("Enter")
    assert kept.value.ok
    expect(dialog).to_be_hidden()


def _adds_an_application(business: Walker, person: Person) -> Person:
    business.go("/profil/")
    business.check()
    business.go("/profil/confirmation/")
    business.is_at("Confirmation à l’ouverture de session")
    business.follow("Associer une application d’authentification")
    proves_it(business, person)
    business.is_at("Associer une application d’authentification")
    business.submit_empty("Associer")
    key = business.page.locator(".cs-code").inner_text().replace(" ", "")
    with_key = replace(person, key=key)
    business.fill("Code affiché par l’application", with_key.six_digits(turn=-1))
    business.press("Associer")
    business.is_at("Vos codes de récupération")
    return with_key


def _signs_in_with_the_application(business: Walker, person: Person) -> None:
    business.press("Fermer la session")
    sign_in(business, person)
    business.is_at("Confirmez que c’est vous")
    business.submit_empty("Ouvrir une session")
    business.fill("Code de confirmation", person.six_digits())
    business.press("Ouvrir une session")
    business.is_at("Accueil de l’entreprise")


def _adds_a_passkey(business: Walker, person: Person) -> None:
    business.go("/profil/confirmation/")
    business.follow("Ajouter une clé d’accès")
    proves_it(business, person)
    business.is_at("Ajouter une clé d’accès")
    business.submit_empty("Créer la clé d’accès")
    business.fill("Nom de la clé", "Clé du bureau")
    business.press("Créer la clé d’accès")
    business.page.wait_for_url("**/codes/")
    business.check()
    business.go("/profil/confirmation/")
    assert "Clé du bureau" in business.text()
    business.check()
