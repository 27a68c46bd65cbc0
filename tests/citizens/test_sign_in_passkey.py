"""A passkey in place of code, password and question, or as the second factor of a person (screens.md S-03)."""

import json

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import JournalEntry, User
from accounts.services.protection import protect_account
from accounts.states import Portal
from tests.accounts.sign_in_steps import is_signed_in
from tests.citizens.sign_in_steps import CODE, question_asked
from tests.factories.enterprises import make_user
from tests.factories.secrets import PASSWORD
from tests.factories.security_options import make_person_with_options

PASSKEY = "/fr/citoyens/session/cle-d-acces/"
SIGN_IN = "/fr/citoyens/session/?next=/fr/profil/"


def title(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def type_code_and_password(page: Page, address: str) -> None:
    page.goto(address)
    page.fill("#id_user_code", CODE)
    page.get_by_role("button", name="Continuer").click()
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Continuer").click()


def add_passkey(page: Page, address: str, person: User) -> None:
    type_code_and_password(page, f"{address}/fr/citoyens/session/?next=/fr/profil/confirmation/cle-d-acces/")
    page.fill("#id_answer", question_asked(person)[1])
    page.get_by_role("button", name="Ouvrir une session").click()
    page.fill("#id_name", "Mon téléphone")
    page.get_by_role("button", name="Créer la clé d’accès").click()
    title(page, "Vos codes de récupération")
    page.get_by_role("button", name="Fermer la session").click()


def use_passkey(page: Page, address: str) -> None:
    page.goto(address + SIGN_IN)
    page.get_by_role("button", name="Utiliser une clé d’accès").click()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_passkey_is_enough_and_stands_in_for_the_answer(passkey_page: Page, live_server: LiveServer) -> None:
    page, address = passkey_page, live_server.url
    person = make_person_with_options(user_code=CODE)
    add_passkey(page, address, person)
    use_passkey(page, address)
    title(page, "Mon profil")
    page.get_by_role("button", name="Fermer la session").click()
    type_code_and_password(page, address + SIGN_IN)
    title(page, "Confirmez que c’est vous")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    title(page, "Mon profil")
    assert JournalEntry.objects.filter(action="account.signed_in", actor_id=str(person.pk)).count() == 3


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_passkey_opens_no_suspended_and_no_protected_account(passkey_page: Page, live_server: LiveServer) -> None:
    page, address = passkey_page, live_server.url
    person = make_person_with_options(user_code=CODE)
    add_passkey(page, address, person)
    User.objects.filter(pk=person.pk).update(state="suspended")
    use_passkey(page, address)
    title(page, "Compte suspendu")
    User.objects.filter(pk=person.pk).update(state="active")
    protect_account(person, by=person)
    use_passkey(page, address)
    title(page, "Ouvrir une session")
    expect(page.get_by_role("alert")).to_contain_text("Choisissez d’abord un nouveau mot de passe")


@pytest.mark.django_db
@pytest.mark.parametrize("credential", ["", "{", "[]", "null", json.dumps({"id": "x"}), "{" + " " * 30_000 + "}"])
def test_what_is_no_passkey_is_refused_in_one_sentence(client: Client, credential: str) -> None:
    client.post("/fr/session/cle-d-acces/defi/")
    answer = client.post(PASSKEY, {"credential": credential})
    assert answer.status_code == 200
    assert "La clé d’accès n’a pas été reconnue" in answer.content.decode()
    assert not is_signed_in(client)


@pytest.mark.django_db
def test_a_session_of_the_other_portal_is_closed_before_a_passkey(client: Client) -> None:
    client.force_login(make_user(Portal.ENTERPRISES))
    assert client.post(PASSKEY, {"credential": "{}"}).status_code == 409
