"""A person without a notice: a letter with a code, printed and posted by an agent, then the creation taken up again."""

import re

import pypdfium2
import pytest

from tests.factories.secrets import ACCESS_CODE, ANSWERS, NOTICE_NUMBER
from tests.journeys.citizens import Citizen
from tests.journeys.conftest import Walk
from tests.journeys.creation_road import (
    accept_and_create,
    answer_four_questions,
    begin_at_the_service,
    create,
    say_who_one_is,
    type_the_password,
)
from tests.journeys.registration_road import mailed_code
from tests.journeys.site import Site
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser


def test_a_letter_with_a_code_proves_a_person_without_a_notice(
    site: Site, citizens: dict[str, Citizen], walk: Walk, walk_as: Walk
) -> None:
    person, citizen = walk(), citizens["by_post"]
    begin_at_the_service(person)
    create(person, site, citizen, empty_first=False)
    number = _asks_for_the_letter(person, citizen)
    reference = _saves_for_later(person)
    clerk = walk_as("AGENT1")
    code = _is_printed(clerk, number)
    _takes_up_again(person, site, citizen, reference)
    _enters_the_code(person, citizen, code)
    accept_and_create(person, citizen, empty_first=False)
    person.is_at("Ce que vous communiquez")
    _is_found_by_an_agent(clerk, citizen)


def _asks_for_the_letter(person: Walker, citizen: Citizen) -> str:
    """C-14: the address is that of the register, which no page shows."""
    person.is_at("Prouver votre identité")
    person.follow("Je n’ai jamais produit de déclaration de revenus, ou je n’ai pas reçu d’avis")
    person.is_at("Autres façons de prouver votre identité")
    person.follow("Demander la lettre")
    person.is_at("Numéro d’assurance sociale")
    person.fill("Numéro d’assurance sociale", citizen.nas)
    person.press("Continuer")
    person.is_at("Demander une lettre")
    person.submit_empty("Demander la lettre")
    say_who_one_is(person, citizen)
    person.press("Demander la lettre")
    person.is_at("Votre lettre")
    assert "rue des Remparts" not in person.page.content()
    number = re.search(r"LET-\d{4}-[\w-]+", person.text())
    assert number
    return number[0]


def _saves_for_later(person: Walker) -> str:
    """Z-09: what was typed as a secret is not kept."""
    person.follow("Enregistrer et quitter")
    if person.heading() != "Réponses enregistrées":
        person.is_at("Enregistrer vos réponses et quitter?")
        person.press("Enregistrer et quitter")
    person.is_at("Réponses enregistrées")
    reference = re.search(r"CRE-\d{4}-[\w-]+", person.text())
    assert reference
    return reference[0]


def _is_printed(clerk: Walker, number: str) -> str:
    """The agents' queue: print in one file, post; only the paper tells the code."""
    clerk.go("/agents/lettres/")
    clerk.is_at("Lettres avec un code")
    clerk.page.get_by_role("row").filter(has_text=number).get_by_role("checkbox").check()
    clerk.press("Imprimer les lettres cochées")
    clerk.is_at("Lettres avec un code")
    link = clerk.page.locator("a[href*='/lettres/impression/']")
    answer = clerk.context.request.get(f"{clerk.address}{link.get_attribute('href')}")
    assert answer.headers["content-type"] == "application/pdf"
    code = _code_on_paper(answer.body(), number)
    assert code not in clerk.page.content()
    clerk.page.get_by_role("row").filter(has_text=number).get_by_role("checkbox").check()
    clerk.press("Noter qu’elles sont postées")
    clerk.is_at("Lettres avec un code")
    return code


def _code_on_paper(file: bytes, number: str) -> str:
    """Read the letter as its receiver does; others may be in the same file."""
    with pypdfium2.PdfDocument(file) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    letter = next(text for text in pages if number in text)
    assert "14, rue des Remparts" in letter
    code = re.search(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b", letter)
    assert code
    return code[0]


def _takes_up_again(person: Walker, site: Site, citizen: Citizen, reference: str) -> None:
    """With the reference and a code; then only what is secret is asked again."""
    person.follow("Reprendre la création d’un compte")
    person.is_at("Reprendre la création d’un compte")
    person.submit_empty()
    person.fill("Numéro de référence", reference.lower())
    person.fill("Adresse de courriel", citizen.email)
    person.press("Continuer")
    person.is_at("Entrez le code reçu par courriel")
    person.submit_empty()
    person.page.locator("[name=digits]").fill(mailed_code(person, site, citizen.email, count=2))
    person.press("Continuer")
    type_the_password(person)
    answer_four_questions(person)


def _enters_the_code(person: Walker, citizen: Citizen, code: str) -> None:
    person.is_at("Prouver votre identité")
    person.follow("Je n’ai jamais produit de déclaration de revenus, ou je n’ai pas reçu d’avis")
    person.follow("J’ai reçu la lettre\u00a0: entrer son code")
    person.is_at("Numéro d’assurance sociale")
    person.fill("Numéro d’assurance sociale", citizen.nas)
    person.press("Continuer")
    person.is_at("Code reçu par la poste")
    person.submit_empty("Vérifier mon identité")
    person.fill("Code de la lettre", "22222-33333")
    person.press("Vérifier mon identité")
    person.check()
    assert "Le numéro et le code ne vont pas ensemble" in person.text()
    person.fill("Code de la lettre", code.lower())
    person.press("Vérifier mon identité")


def _is_found_by_an_agent(clerk: Walker, citizen: Citizen) -> None:
    """A-11: by the exact code, for a reason; nothing that the person knows alone is there."""
    clerk.go("/agents/citoyens/")
    clerk.is_at("Chercher le dossier d’une personne")
    clerk.submit_empty("Chercher")
    clerk.page.locator("[name=typed]").fill(citizen.user_code)
    clerk.page.locator("[name=reason]").first.check()
    clerk.press("Chercher")
    clerk.is_at(f"Dossier de {citizen.user_code.upper()}")
    shown = clerk.page.content()
    assert not any(secret in shown for secret in (ACCESS_CODE, NOTICE_NUMBER, citizen.nas, *ANSWERS))
