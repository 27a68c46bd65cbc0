"""Somebody stands between a person and a ministry's application: sends on, forges, frames, borrows, swells."""

from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from django.test import Client

from accounts.next_address import safe_next
from ministry_services.models import Authorization, AuthorizationCode, AuthorizationRequest, Consent, RelyingParty
from tests.citizens.identity_road import signed_in
from tests.factories.enrolments import make_service
from tests.factories.relying_parties import REDIRECT, make_relying_party
from tests.ministry_services.authorizing import agree, asked, begin, brought_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def relying_party() -> RelyingParty:
    return make_relying_party(make_service(portal="C"))


def nothing_given() -> None:
    assert (Authorization.objects.count(), AuthorizationCode.objects.count(), Consent.objects.count()) == (0, 0, 0)


def test_another_site_cannot_agree_or_refuse_for_a_person(relying_party: RelyingParty) -> None:
    client = Client(enforce_csrf_checks=True)
    signed_in(client)
    page = begin(client, relying_party)
    mark = client.get(page).context["mark"]
    for forged in ({"continue": mark}, {"refuse": ""}):
        assert client.post(page, forged, headers={"Origin": "https://evil.example"}).status_code == 403
        assert client.post(page, forged).status_code == 403
    nothing_given()
    assert AuthorizationRequest.objects.get().answered_at is None


def test_a_consent_is_not_guessed(client: Client, relying_party: RelyingParty) -> None:
    signed_in(client)
    page = begin(client, relying_party)
    other = client.get(begin(client, relying_party)).context["mark"]
    for guess in ("", "1", "yes", other, "0" * 64):
        assert client.post(page, {"continue": guess}).status_code == 200
    assert client.post(page, {}).status_code == 200
    nothing_given()


@pytest.mark.parametrize("name", ["consent", "person"])
def test_no_page_of_the_road_is_framed_or_kept(client: Client, relying_party: RelyingParty, name: str) -> None:
    signed_in(client)
    changes = {"prompt": "select_account"} if name == "person" else {}
    shown = client.get(begin(client, relying_party, **changes))
    assert shown.templates[0].name == f"ministry_services/authorization_{name}.html"
    policy = shown.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self';" in policy
    assert shown.headers["X-Frame-Options"] == "DENY"
    assert "no-store" in shown.headers["Cache-Control"]
    assert shown.headers["Referrer-Policy"] == "same-origin"


def test_a_handle_opens_nothing_of_the_person_who_began(relying_party: RelyingParty) -> None:
    owner, thief = Client(), Client()
    signed_in(owner, first_name="Odile")
    page = begin(owner, relying_party)
    assert thief.get(page).headers["Location"].startswith("/fr/citoyens/session/")
    thief_user = signed_in(thief, first_name="Maurice")
    shown = thief.get(page)
    assert "Odile" not in shown.content.decode()
    brought_back(agree(thief, page))
    assert Authorization.objects.get().user == thief_user
    assert owner.get(page).status_code == 410


@pytest.mark.parametrize("handle", ["%00", "a%00b", "inconnu", "..", "%2e%2e", "é", "a" * 5_000, "a%0d%0aX"])
def test_a_handle_of_nobody_is_not_found(client: Client, relying_party: RelyingParty, handle: str) -> None:
    signed_in(client)
    assert client.get(f"/fr/services/demandes/{handle}/").status_code == 404


def test_the_way_back_comes_from_the_request_alone(client: Client, relying_party: RelyingParty) -> None:
    signed_in(client)
    for more in ("next=https://evil.example/", "redirect_uri=https://evil.example/", "retour=//evil.example"):
        page = begin(client, relying_party)
        mark = client.get(f"{page}?{more}").context["mark"]
        sent = {"continue": mark, "redirect_uri": "https://evil.example/", "next": "https://evil.example/"}
        answer = client.post(f"{page}?{more}", sent) if not Consent.objects.exists() else client.get(f"{page}?{more}")
        assert urlsplit(answer.headers["Location"]).netloc == "rp.example"
        Consent.objects.all().delete()


def test_the_page_of_a_request_is_an_address_a_sign_in_may_lead_to_and_the_endpoint_is_not() -> None:
    assert safe_next("/fr/services/demandes/abc_-1/?choisi=1") == "/fr/services/demandes/abc_-1/?choisi=1"
    assert safe_next("/openid/authorize?client_id=x") == ""


@pytest.mark.parametrize(
    "state",
    ["😀" * 250, "<script>alert(1)</script>", '"><meta http-equiv=refresh>', "a b+c&d=e%00;f", "🏴\u200d☠\ufe0f"],
)
def test_a_state_comes_back_byte_for_byte_and_stays_text(
    client: Client, relying_party: RelyingParty, state: str
) -> None:
    signed_in(client)
    page = begin(client, relying_party, state=state)
    answer = client.post(page, {"refuse": ""}, HTTP_SEC_FETCH_SITE="same-origin")
    assert f"state={quote(state, safe='').replace('%20', '+')}" in answer.context["address"]
    assert "<script>alert" not in answer.content.decode()
    assert answer.content.decode().count("<meta http-equiv") == 1


def test_a_refusal_tells_the_application_only_what_the_page_may_say(
    client: Client, relying_party: RelyingParty
) -> None:
    signed_in(client)
    for typed, told in (
        ("login_required", "login_required"),
        ("server_error", "access_denied"),
        ("\x00", "access_denied"),
    ):
        assert brought_back(client.post(begin(client, relying_party), {"refuse": typed}))["error"] == told


@pytest.mark.parametrize("language", ["en", "fr", "\x00", "../../x", "e" * 200, "en\r\nX: y"])
def test_a_language_asked_for_never_leads_elsewhere(client: Client, relying_party: RelyingParty, language: str) -> None:
    response: Any = client.get("/openid/authorize", asked(relying_party, ui_locales=language))
    address = response.headers["Location"]
    assert address.startswith(("/fr/services/demandes/", "/en/services/demandes/", f"{REDIRECT}?error=invalid_request"))
    assert "\r" not in address
