"""R-03 with a passkey in place of the answer: of the owner of the link, and of nobody else."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import JournalEntry, User
from tests.citizens.identity_road import text
from tests.citizens.recovery_steps import CONFIRM, FACTOR, LINK, make_owner, open_link, sent_link
from tests.citizens.sign_in_steps import CODE
from tests.citizens.test_sign_in_passkey import add_passkey, title
from tests.factories.secrets import NEW_PASSWORD, PASSWORD
from tests.factories.security_options import make_person_with_options

PASSKEY = f"{LINK}cle-d-acces/"


def reach_passkey(page: Page, address: str, user: User) -> None:
    """Open the link of a mail in the browser, as far as the passkey."""
    page.goto(address + sent_link(Client(), user))
    title(page, "Confirmez que c’est vous")
    page.get_by_role("link", name="Utiliser mon application ou ma clé d’accès").click()
    page.get_by_role("button", name="Utiliser une clé d’accès").click()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_passkey_serves_in_place_of_the_answer(passkey_page: Page, live_server: LiveServer) -> None:
    page, owner = passkey_page, make_person_with_options(user_code=CODE)
    add_passkey(page, live_server.url, owner)
    reach_passkey(page, live_server.url, owner)
    title(page, "Choisissez un nouveau mot de passe")
    page.fill("#id_password", NEW_PASSWORD)
    page.get_by_role("button", name="Continuer").click()
    title(page, "Votre mot de passe est modifié")
    assert User.objects.get(pk=owner.pk).check_password(NEW_PASSWORD)
    assert JournalEntry.objects.get(action="recovery.owner_confirmed").details == {"means": "second_factor"}


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_passkey_of_another_person_confirms_no_link(passkey_page: Page, live_server: LiveServer) -> None:
    page, stranger = passkey_page, make_person_with_options(user_code=CODE)
    add_passkey(page, live_server.url, stranger)
    owner = make_owner(user_code="AUTRUI31")
    Authenticator.objects.create(user=owner, type=Authenticator.Type.WEBAUTHN, data={"name": "Sa clé"})
    reach_passkey(page, live_server.url, owner)
    page.get_by_text("La clé d’accès n’a pas été reconnue").first.wait_for()
    assert User.objects.get(pk=owner.pk).check_password(PASSWORD)
    assert not JournalEntry.objects.filter(action="recovery.owner_confirmed").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("credential", ["", "{", "[]", "{}", '{"id": "\\u0000"}', "🦊", "x" * 30_000])
def test_what_is_no_passkey_confirms_no_link(client: Client, credential: str) -> None:
    owner = make_owner()
    Authenticator.objects.create(user=owner, type=Authenticator.Type.WEBAUTHN, data={"name": "Ma clé"})
    link = open_link(client, owner)
    client.post("/fr/session/cle-d-acces/defi/")
    assert "La clé d’accès n’a pas été reconnue" in text(client.post(PASSKEY, {"credential": credential}))
    assert client.get(link)["Location"] == CONFIRM
    assert client.get(FACTOR).status_code == 200
    assert client.get(PASSKEY).status_code == 405
