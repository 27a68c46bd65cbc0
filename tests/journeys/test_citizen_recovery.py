"""Every way back into a citizen's account (R-01 to R-05), and the way out of one that somebody else began."""

import re
from dataclasses import replace

import pytest

from clicsequr.demonstration import persons
from tests.factories.secrets import NEW_PASSWORD
from tests.journeys.conftest import Walk
from tests.journeys.creation_road import GIVEN, answer_four_questions, choose_own_phrase
from tests.journeys.registration_road import mailed_code
from tests.journeys.sessions import Person, answer_question, give_password
from tests.journeys.site import Site, text_of
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser

PEOPLE = {one.stage: one for one in persons.persons()}


def test_a_forgotten_code_comes_by_mail_or_after_a_proof_of_identity(
    site: Site, walk: Walk, people: dict[str, Person]
) -> None:
    person, citizen = walk(), PEOPLE["proven"]
    _needs(person, "J’ai oublié mon code d’utilisateur")
    person.is_at("Récupérer votre code d’utilisateur")
    person.submit_empty("Envoyer le courriel")
    person.fill("Courriel", citizen.email)
    person.press("Envoyer le courriel")
    person.is_at("Vérifiez votre boîte de courriel")
    told = text_of(site.wait_for_mail(to=citizen.email, subject="Vos codes d’utilisateur clicSÉQUR"))
    assert people["compte actif, identité prouvée"].user_code in told
    _needs(person, "J’ai oublié mon code d’utilisateur")
    person.press("Prouver mon identité")
    _proves_identity(person, citizen.stage)
    person.is_at("Votre identité est confirmée")
    person.press("Afficher mon code d’utilisateur")
    person.is_at("Votre code d’utilisateur")
    assert people["compte actif, identité prouvée"].user_code in person.text()
    person.page.reload()
    assert people["compte actif, identité prouvée"].user_code not in person.text()


def test_a_locked_account_opens_with_a_new_password(site: Site, walk: Walk, people: dict[str, Person]) -> None:
    person, citizen, owner = walk(), PEOPLE["locked"], people["compte bloqué après huit mots de passe inexacts"]
    give_password(person, owner)
    person.is_at("Trop de tentatives")
    _needs(person, "Mon accès est bloqué après trop d’essais")
    person.is_at("Votre accès est bloqué")
    person.follow("Choisir un nouveau mot de passe")
    person.is_at("Réinitialiser votre mot de passe")
    person.submit_empty()
    person.fill("Code d’utilisateur", owner.user_code)
    person.fill("Courriel", citizen.email)
    person.press("Continuer")
    person.is_at("Vérifiez votre boîte de courriel")
    person.page.goto(_link(site, citizen.email, "Choisissez un nouveau mot de passe clicSÉQUR"))
    person.is_at("Confirmez que c’est vous")
    person.submit_empty()
    _answers(person)
    person.is_at("Choisissez un nouveau mot de passe")
    person.submit_empty()
    person.fill("Créez un mot de passe", NEW_PASSWORD)
    person.press("Continuer")
    person.is_at("Votre mot de passe est modifié")
    give_password(person, replace(owner, password=NEW_PASSWORD))
    answer_question(person, dict(persons.ANSWERS))
    person.is_at("Mon compte")


def test_forgotten_answers_are_chosen_anew_after_a_proof_of_identity(walk: Walk, people: dict[str, Person]) -> None:
    person, owner = walk(), people["compte actif, nouveau courriel en attente"]
    give_password(person, owner)
    person.is_at("Répondez à votre question de sécurité")
    person.follow("J’ai oublié mes réponses")
    person.is_at("Choisir de nouveau votre image, votre phrase et vos questions")
    person.press("Commencer")
    _proves_identity(person, "email_change")
    person.is_at("Choisissez une image")
    person.submit_empty()
    person.page.locator("[type=radio][name=image][value=hibou]").check()
    person.press("Continuer")
    person.is_at("Votre phrase personnelle")
    person.submit_empty()
    choose_own_phrase(person, "Trois loutres sous la passerelle")
    person.press("Continuer")
    answer_four_questions(person)
    person.is_at("Mon compte")
    person.press("Fermer la session")
    give_password(person, owner)
    answer_question(person, GIVEN)
    person.is_at("Mon compte")


def test_an_address_out_of_reach_is_replaced_unless_its_owner_refuses(site: Site, walk: Walk) -> None:
    """R-05: a thief with the papers is stopped by the mail to the former address."""
    thief, citizen = walk(), PEOPLE["authenticator"]
    _needs(thief, "Je n’ai plus accès à mon courriel")
    thief.is_at("Vous n’avez plus accès à votre courriel")
    thief.press("Prouver mon identité")
    _proves_identity(thief, citizen.stage)
    thief.is_at("Votre nouvelle adresse de courriel")
    thief.submit_empty("Envoyer le code")
    thief.fill("Nouvelle adresse de courriel", "voleur@exemple.ca")
    thief.press("Envoyer le code")
    thief.is_at("Entrez le code envoyé")
    thief.submit_empty()
    thief.page.locator("[name=digits]").fill(mailed_code(thief, site, "voleur@exemple.ca"))
    thief.press("Continuer")
    thief.is_at("Votre nouvelle adresse est notée")

    owner = walk()
    owner.page.goto(_link(site, citizen.email, "Nouvelle adresse de courriel demandée"))
    owner.is_at("Refuser la nouvelle adresse?")
    owner.press("Refuser la nouvelle adresse")
    owner.is_at("La nouvelle adresse est refusée")


def _needs(person: Walker, need: str) -> None:
    person.go("/citoyens/recuperation/")
    person.is_at("De quoi avez-vous besoin?")
    person.submit_empty()
    person.choose(need)
    person.press("Continuer")


def _proves_identity(person: Walker, stage: str) -> None:
    citizen = PEOPLE[stage]
    person.is_at("Prouver votre identité")
    person.press("Continuer")
    person.fill("Numéro d’assurance sociale", citizen.nas)
    person.press("Continuer")
    person.fill("Code d’accès Revenu Québec", citizen.access_code)
    person.press("Continuer")
    person.fill("Numéro d’avis de cotisation", citizen.notice_number)
    person.press("Vérifier mon identité")


def _answers(person: Walker) -> None:
    asked = person.page.locator("[name=question]").get_attribute("value") or ""
    person.page.locator("[name=answer]").fill(dict(persons.ANSWERS)[asked])
    person.press("Continuer")


def _link(site: Site, email: str, subject: str) -> str:
    found = re.search(r"https?://\S+", text_of(site.wait_for_mail(to=email, subject=subject)))
    assert found
    return found[0]
