"""Passkeys in a browser with a virtual authenticator: added from the profile, then in place of code and password."""

import json
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.db import connections
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import JournalEntry, Session, User
from accounts.states import UserState
from enterprises.models import Member
from tests import chromium
from tests.accounts.sign_in_steps import is_signed_in
from tests.factories.enterprises import PASSWORD, make_rse, make_user

OPTIONS = "/fr/session/cle-d-acces/defi/"
PASSKEY = "/fr/entreprises/session/cle-d-acces/"


@pytest.fixture
def context(monkeypatch: pytest.MonkeyPatch) -> Iterator[BrowserContext]:
    # The threads of the live server give their connections back after each answer.
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.find(),
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
        )
        yield browser.new_context()
        browser.close()
        # Inside the loop Django keeps another connection than outside; nobody else would close it.
        connections.close_all()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page of a device with a passkey store that its owner unlocks."""
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    owner = {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    options = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True, **owner}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


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
def test_a_passkey_opens_a_session_without_code_or_password(page: Page, live_server: LiveServer) -> None:
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
def test_a_passkey_confirms_a_password_and_respects_the_state(page: Page, live_server: LiveServer) -> None:
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
