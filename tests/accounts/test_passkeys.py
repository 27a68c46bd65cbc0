"""Passkeys in a browser with a virtual authenticator: added from the profile, then in place of code and password."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import JournalEntry, Session, User
from accounts.states import UserState
from enterprises.models import Member
from tests.accounts.sign_in_steps import is_signed_in
from tests.factories.enterprises import PASSWORD, make_rse, make_user

OPTIONS = "/fr/session/cle-d-acces/defi/"
PASSKEY = "/fr/entreprises/session/cle-d-acces/"


def add_passkey(page: Page, address: str) -> None:
    page.goto(f"{address}/fr/entreprises/session/?next=/fr/profil/confirmation/cle-d-acces/")
    page.fill("#id_user_code", "KLMT4829")
    page.get_by_role("button", name="Continuer").click()
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Ouvrir une session").click()
    page.fill("#id_name", "Téléphone du bureau")
    page.get_by_role("button", name="Créer la clé d’accès").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vos codes de récupération")


def use_passkey(page: Page, address: str, path: str) -> None:
    page.goto(address + path)
    page.get_by_role("button", name="Utiliser une clé d’accès").click()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_passkey_opens_a_session_without_code_or_password(passkey_page: Page, live_server: LiveServer) -> None:
    page = passkey_page
    rse = make_rse(user=make_user(user_code="KLMT4829"))
    reports: list[str] = []
    page.on("console", lambda message: reports.append(message.text))
    add_passkey(page, live_server.url)
    page.get_by_role("button", name="Fermer la session").click()
    use_passkey(page, live_server.url, "/fr/entreprises/session/?next=/fr/profil/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon profil")
    assert JournalEntry.objects.filter(action="account.signed_in", actor_id=str(rse.user.pk)).count() == 2
    assert Authenticator.objects.get(type="webauthn").data["name"] == "Téléphone du bureau"
    assert [text for text in reports if "Content Security" in text or "Trusted" in text] == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_passkey_confirms_a_password_and_respects_the_state(passkey_page: Page, live_server: LiveServer) -> None:
    page = passkey_page
    rse = make_rse(user=make_user(user_code="KLMT4829"))
    add_passkey(page, live_server.url)
    page.get_by_role("button", name="Fermer la session").click()
    page.goto(f"{live_server.url}/fr/entreprises/session/?next=/fr/profil/")
    page.fill("#id_user_code", "KLMT4829")
    page.get_by_role("button", name="Continuer").click()
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Ouvrir une session").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirmez que c’est vous")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon profil")
    User.objects.filter(pk=rse.user.pk).update(state=UserState.SUSPENDED)
    use_passkey(page, live_server.url, "/fr/entreprises/session/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dossier suspendu")


@pytest.fixture
def rse(db: None) -> Member:
    return make_rse(user=make_user(user_code="KLMT4829"))


@pytest.mark.parametrize(
    "credential",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        '"x"',
        "[" * 3000,
        '{"id": "\\u0000"}',
        json.dumps({"id": "x", "response": "y"}),
        "{" + " " * 30_000 + "}",
    ],
)
def test_what_is_no_passkey_is_refused_in_one_sentence(client: Client, rse: Member, credential: str) -> None:
    client.post(OPTIONS)
    answer = client.post(PASSKEY, {"credential": credential})
    assert answer.status_code == 200
    assert "La clé d’accès n’a pas été reconnue" in answer.content.decode()
    assert not is_signed_in(client)


def test_a_challenge_names_nobody_and_only_asking_keeps_a_session(client: Client, rse: Member) -> None:
    client.get("/fr/entreprises/session/")
    assert not Session.objects.exists()
    options = client.post(OPTIONS).json()["publicKey"]
    assert options.get("allowCredentials", []) == []
    assert options["userVerification"] == "required"
    assert client.get(OPTIONS).status_code == 405


def test_the_passkey_of_a_stage_opens_to_nobody_else(client: Client, db: None) -> None:
    assert client.post("/fr/session/confirmation/cle-d-acces/", {"credential": "{}"})["Location"] == "/fr/portails/"
