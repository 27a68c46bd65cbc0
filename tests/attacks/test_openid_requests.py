"""What no application sends: NUL bytes, huge or repeated parameters, other encodings, other methods, at every door."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ministry_services.models import RelyingParty
from tests.citizens.identity_road import signed_in
from tests.factories.authorizations import make_authorization, make_tokens
from tests.factories.enrolments import make_service
from tests.factories.relying_parties import POST_LOGOUT, REDIRECT, make_relying_party
from tests.ministry_services.authorizing import asked
from tests.ministry_services.programs import basic

pytestmark = pytest.mark.django_db

STRANGE = [
    "\x00",
    "a\x00b",
    "é\ud7ff😀",
    "x" * 20_000,
    "{" * 5_000,
    "[]",
    "null",
    "-1",
    "9" * 400,
    "' OR 1=1 --",
    "\r\nX: y",
]
AUTHORIZE = [
    *("client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "code_challenge", "prompt", "max_age"),
    *("acr_values", "ui_locales", "login_hint", "id_token_hint", "claims", "authorization_details", "request_uri"),
    *("request", "response_mode", "display", "dpop_jkt", "resource", "registration", "unheard_of"),
]
FORMS = {
    "token": ["grant_type", "code", "redirect_uri", "code_verifier", "client_id", "refresh_token", "scope"],
    "introspect": ["token", "token_type_hint", "client_id"],
    "revoke": ["token", "token_type_hint", "client_id"],
    "pushed-requests": ["client_id", "redirect_uri", "scope", "claims", "authorization_details", "request_uri"],
}
TRACES = ("Traceback", "psycopg", "django.", "site-packages", "oauthlib")


@pytest.fixture
def application() -> RelyingParty:
    return make_relying_party(make_service(portal="C"))


@pytest.fixture
def stranger() -> Client:
    """A client that sees the answer to an error, and not the error."""
    return Client(raise_request_exception=False)


def is_plain(answer: Any) -> bool:
    return not any(trace in answer.content.decode() for trace in TRACES)


@pytest.mark.parametrize("name", AUTHORIZE)
def test_the_authorization_endpoint_answers_anything(stranger: Client, application: RelyingParty, name: str) -> None:
    for value in STRANGE:
        answer = stranger.get(reverse("openid:authorize"), asked(application, **{name: value}))
        assert answer.status_code in {303, 400}, (name, value[:20], answer.status_code)
        assert is_plain(answer)
        onward = answer.headers.get("Location", REDIRECT)
        assert onward.startswith((f"{REDIRECT}?", "/fr/services/demandes/", REDIRECT)), onward
        assert not {"\r", "\n", "\x00"} & set(onward)


def test_a_strange_request_that_is_kept_shows_its_pages(stranger: Client, application: RelyingParty) -> None:
    signed_in(stranger)
    for name in ("login_hint", "ui_locales", "acr_values"):
        for value in STRANGE[:4]:
            answer = stranger.get(reverse("openid:authorize"), asked(application, **{name: value}))
            if answer.headers.get("Location", "").startswith("/"):
                assert stranger.get(answer["Location"]).status_code in {200, 302, 303}, (name, value[:20])


@pytest.mark.parametrize("signed", [True, False])
@pytest.mark.parametrize("name", ["id_token_hint", "client_id", "post_logout_redirect_uri", "state", "logout_hint"])
def test_the_end_of_a_session_answers_anything_and_leads_nowhere_else(
    stranger: Client, application: RelyingParty, name: str, signed: bool
) -> None:
    if signed:
        signed_in(stranger)
    whole = {"client_id": application.client_id, "post_logout_redirect_uri": POST_LOGOUT, "state": "x"}
    for value in [*STRANGE, "https://evil.example/", f"{POST_LOGOUT}@evil.example", f"{POST_LOGOUT}/../x"]:
        answer = stranger.get(reverse("openid:end-session"), whole | {name: value})
        assert answer.status_code in {302, 303, 400}, (value[:20], answer.status_code)
        assert is_plain(answer)
        onward = answer.headers.get("Location", "/")
        assert onward.startswith(("/fr/", "/en/", f"{POST_LOGOUT}?state=")) or onward in {POST_LOGOUT, "/"}, onward
        assert not {"\r", "\n", "\x00"} & set(onward)
        if onward.startswith("/"):
            assert stranger.get(onward).status_code in {200, 302, 400}


@pytest.mark.parametrize("handle", ["%00", "%2500", "a" * 43, "é" * 43, "..", "a" * 5_000])
def test_a_way_back_to_no_request_is_no_way_back(stranger: Client, handle: str) -> None:
    for portal in ("citoyens", "entreprises"):
        answer = stranger.get(f"/fr/{portal}/session/?next=/fr/services/demandes/{handle}/")
        assert answer.status_code == 200
        assert is_plain(answer)


@pytest.mark.parametrize(("door", "name"), [(door, name) for door, names in FORMS.items() for name in names])
def test_the_doors_of_programs_answer_anything_in_json(
    stranger: Client, application: RelyingParty, door: str, name: str
) -> None:
    whole = {
        "token": {"grant_type": "authorization_code", "code": "x", "redirect_uri": REDIRECT, "code_verifier": "v" * 43},
        "pushed-requests": asked(application),
    }.get(door, {"token": "x"})
    for value in STRANGE:
        answer = stranger.post(
            reverse(f"openid:{door}"), whole | {name: value}, headers={"Authorization": basic(application)}
        )
        assert answer.status_code < 500, (value[:20], answer.content[:300])
        assert is_plain(answer)
        assert json.loads(answer.content or b"{}") is not None


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Basic",
        "Basic ",
        "Basic ====",
        "Basic w6k=",
        "Basic AAAA",
        "Bearer x",
        "Basic " + "A" * 8_000,
        "Digest a=b",
        "\x00",
    ],
)
@pytest.mark.parametrize("door", ["introspect", "access"])
def test_a_header_that_names_nobody_is_refused(
    stranger: Client, application: RelyingParty, door: str, header: str
) -> None:
    headers = {"Authorization": header}
    send = stranger.get if door == "access" else stranger.post
    answer = send(reverse(f"openid:{door}"), {"token": "x"} if door != "access" else {}, headers=headers)
    assert answer.status_code in {400, 401}, answer.content
    assert "error" in answer.json()


@pytest.mark.parametrize("value", [*STRANGE[:6], "Bearer", "a b c"])
def test_an_access_token_of_nobody_s_making_is_refused(stranger: Client, value: str) -> None:
    for scheme in ("Bearer", "DPoP", "Basic", ""):
        headers = {"Authorization": f"{scheme} {value}", "DPoP": value}
        assert stranger.get(reverse("openid:userinfo"), headers=headers).status_code in {400, 401}


@pytest.mark.parametrize("name", ["sub", "service", "enterprise", "unheard_of"])
def test_the_live_check_answers_anything(stranger: Client, application: RelyingParty, name: str) -> None:
    authorization = make_authorization(application)
    whole = {"sub": authorization.subject, "service": authorization.service.slug}
    for value in STRANGE:
        answer = stranger.get(
            reverse("openid:access"), whole | {name: value}, headers={"Authorization": basic(application)}
        )
        assert answer.status_code in {200, 400, 403}, (value[:20], answer.content[:300])
        assert answer.status_code != 200 or answer.json() == {"decision": "DISALLOWED"} or name == "unheard_of"


def test_a_repeated_parameter_never_picks_one_of_the_two(stranger: Client, application: RelyingParty) -> None:
    access, _refresh = make_tokens(make_authorization(application))
    for door, name in (("introspect", "token"), ("token", "grant_type"), ("revoke", "token")):
        sent = {name: [access, "other"]}
        answer = stranger.post(reverse(f"openid:{door}"), sent, headers={"Authorization": basic(application)})
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_documents_need_nobody_and_leave_no_cookie(stranger: Client) -> None:
    for door in ("discovery", "server-metadata", "keys", "api-description"):
        answer = stranger.get(reverse(f"openid:{door}"), headers={"Cookie": "sessionid=" + "a" * 32})
        assert answer.status_code == 200
        assert not answer.cookies
        assert not any({"d", "p", "q", "k"} & key.keys() for key in answer.json().get("keys", []))
