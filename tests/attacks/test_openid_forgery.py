"""Codes, handles, hints and forms that are somebody else's, or nobody's."""

import base64
import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from accounts.models import User
from ministry_services.models import Authorization, AuthorizationCode, AuthorizationRequest, Consent, RelyingParty
from tests.citizens.identity_road import signed_in
from tests.factories.authorizations import make_authorization, make_code, make_tokens
from tests.factories.enrolments import make_service
from tests.factories.relying_parties import client_key, make_relying_party, make_signing_relying_party
from tests.ministry_services.authorizing import agree, asked, begin, brought_back
from tests.ministry_services.programs import assertion, post, redeem, refresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def application() -> RelyingParty:
    return make_relying_party(make_service(portal="C"))


def citizen(browser: Client, code: str = "TREMBLAY27") -> User:
    return signed_in(browser, user_code=code, first_name="Odile", last_name="Tremblay")


def nothing_was_given() -> bool:
    return not (Authorization.objects.exists() or AuthorizationCode.objects.exists() or Consent.objects.exists())


# --- Forms ------------------------------------------------------------------------------------------------------------
def test_a_read_of_the_consent_page_agrees_to_nothing(application: RelyingParty) -> None:
    browser = Client()
    citizen(browser)
    page = begin(browser, application)
    mark = browser.get(page).context["mark"]
    assert browser.get(page, {"continue": mark}).status_code == 200
    assert nothing_was_given()


# --- Handles ----------------------------------------------------------------------------------------------------------
def test_a_handle_handed_to_somebody_gives_its_sender_nothing(application: RelyingParty) -> None:
    """Session fixation: who began the request does not get what the other one agreed to, nor their session."""
    attacker, victim = Client(), Client()
    page = begin(attacker, application)
    user = citizen(victim)
    code = brought_back(agree(victim, page))["code"]
    assert attacker.get(page).status_code == 410
    assert "_auth_user_id" not in attacker.session
    assert redeem(application, code).json()["id_token"]
    assert Authorization.objects.get().user == user


def test_signing_in_from_a_handle_takes_a_new_session_key(application: RelyingParty) -> None:
    browser = Client()
    page = begin(browser, application)
    browser.get(page)
    before = (
        browser.cookies[settings.SESSION_COOKIE_NAME].value if settings.SESSION_COOKIE_NAME in browser.cookies else ""
    )
    citizen(browser)
    assert browser.cookies[settings.SESSION_COOKIE_NAME].value != before


# --- Codes ------------------------------------------------------------------------------------------------------------
def test_a_code_injected_into_another_session_of_the_application_fails(application: RelyingParty) -> None:
    """The application redeems with the verifier of the session it believes to be in (RFC 9700 §4.5)."""
    code = make_code(make_authorization(application))
    answer = redeem(application, code, code_verifier="another-session-of-the-same-application-0123456789")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(
    "changes",
    [
        {"code_challenge": None, "code_challenge_method": None},
        {"code_challenge": None},
        {"code_challenge_method": None},
        {"code_challenge_method": "plain"},
        {"code_challenge_method": "s256"},
        {"code_challenge_method": "S256 plain"},
        {"code_challenge": "court"},
        {"code_challenge": ""},
        {"code_challenge": "é" * 43},
    ],
)
def test_the_proof_key_of_a_code_cannot_be_left_out_or_weakened(
    application: RelyingParty, changes: dict[str, str | None]
) -> None:
    browser = Client()
    citizen(browser)
    answer = browser.get(reverse("openid:authorize"), asked(application, **changes))
    told = dict(parse_qsl(urlsplit(answer["Location"]).query))
    assert (answer.status_code, told["error"], told["iss"]) == (303, "invalid_request", settings.PUBLIC_URL)
    assert AuthorizationRequest.objects.count() == 0


@pytest.mark.parametrize("verifier", [None, "", "a" * 42, "a" * 129, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"])
def test_a_code_wants_the_verifier_and_not_its_challenge(application: RelyingParty, verifier: str | None) -> None:
    code = make_code(make_authorization(application))
    answer = redeem(application, code, code_verifier=verifier)
    assert answer.status_code == 400
    assert answer.json()["error"] in {"invalid_grant", "invalid_request"}


def test_a_code_is_no_token_and_a_token_is_no_code(application: RelyingParty) -> None:
    authorization = make_authorization(application)
    code = make_code(authorization)
    assert Client().get(reverse("openid:userinfo"), headers={"Authorization": f"Bearer {code}"}).status_code == 401
    assert refresh(application, code).status_code == 400
    access, turned = make_tokens(make_authorization(application))
    for token in (access, turned):
        assert redeem(application, token).status_code == 400


def test_a_stolen_refresh_token_ends_what_both_hold(application: RelyingParty) -> None:
    _access, stolen = make_tokens(make_authorization(application))
    mine = refresh(application, stolen).json()
    assert refresh(application, stolen).status_code == 400
    assert refresh(application, mine["refresh_token"]).status_code == 400
    bearer = {"Authorization": f"Bearer {mine['access_token']}"}
    assert Client().get(reverse("openid:userinfo"), headers=bearer).status_code == 401


# --- Signed tokens of another kind ------------------------------------------------------------------------------------
def forged(kind: str, application: RelyingParty) -> str:
    shown = Client().get(reverse("openid:keys"))
    kid = shown.json()["keys"][0]["kid"]
    now = int(time.time())
    claims = {"iss": settings.PUBLIC_URL, "aud": application.client_id, "sub": "x", "iat": now, "exp": now + 600}
    own = ECKey.generate_key("P-256", parameters={"kid": kid})
    made: dict[str, Callable[[], str]] = {
        "without a signature": lambda: f"{part({'alg': 'none', 'kid': kid})}.{part(claims)}.",
        "our public key taken for a secret": lambda: hs256(kid, claims, shown.content),
        "the client_id taken for a secret": lambda: hs256(kid, claims, application.client_id.encode() * 2),
        "a key of one's own under our name": lambda: jwt.encode({"alg": "ES256", "kid": kid}, claims, own),
        "a key brought along": lambda: jwt.encode({"alg": "ES256", "jwk": own.as_dict(private=False)}, claims, own),
        "an assertion of the application": lambda: assertion(application, client_key()),
        "no token": lambda: "a.b.c",
        "too long": lambda: "a" * 20_000,
    }
    return made[kind]()


def part(data: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(data).encode()).decode().rstrip("=")


def hs256(kid: str, claims: dict[str, Any], secret: bytes) -> str:
    return jwt.encode({"alg": "HS256", "kid": kid}, claims, OctKey.import_key(secret))


FORGED = [
    "without a signature",
    "our public key taken for a secret",
    "the client_id taken for a secret",
    "a key of one's own under our name",
    "a key brought along",
    "an assertion of the application",
    "no token",
    "too long",
]


@pytest.mark.parametrize("kind", FORGED)
def test_a_forged_hint_is_refused_at_the_authorization_endpoint(kind: str) -> None:
    application = make_signing_relying_party(make_service(portal="C"))
    browser = Client()
    citizen(browser)
    sent = asked(application, id_token_hint=forged(kind, application))
    answer = browser.get(reverse("openid:authorize"), sent)
    if answer.status_code == 303:
        assert dict(parse_qsl(urlsplit(answer["Location"]).query))["error"] == "invalid_request"
    else:
        assert answer.status_code == 400
    assert AuthorizationRequest.objects.count() == 0


@pytest.mark.parametrize("kind", FORGED)
def test_what_we_sign_or_others_do_opens_nothing_as_an_access_token(kind: str) -> None:
    application = make_signing_relying_party(make_service(portal="C"))
    bearer = {"Authorization": f"Bearer {forged(kind, application)}"}
    assert Client().get(reverse("openid:userinfo"), headers=bearer).status_code == 401


def test_an_id_token_is_no_access_token(application: RelyingParty) -> None:
    browser = Client()
    citizen(browser)
    tokens = redeem(application, brought_back(agree(browser, begin(browser, application)))["code"]).json()
    bearer = {"Authorization": f"Bearer {tokens['id_token']}"}
    assert Client().get(reverse("openid:userinfo"), headers=bearer).status_code == 401


def test_a_hint_given_to_another_application_is_refused(application: RelyingParty) -> None:
    browser = Client()
    citizen(browser)
    other = make_relying_party(make_service(portal="C"))
    hint = redeem(other, brought_back(agree(browser, begin(browser, other)))["code"]).json()["id_token"]
    answer = browser.get(reverse("openid:authorize"), asked(application, id_token_hint=hint))
    assert dict(parse_qsl(urlsplit(answer["Location"]).query))["error"] == "invalid_request"


def test_a_handle_pushed_by_one_application_is_no_request_of_another(application: RelyingParty) -> None:
    other = make_signing_relying_party(make_service(portal="C"))
    form: dict[str, Any] = asked(other) | {
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": assertion(other, client_key()),
    }
    handle = post("pushed-requests", form).json()["request_uri"]
    sent = {"client_id": application.client_id, "request_uri": handle}
    assert Client().get(reverse("openid:authorize"), sent).status_code == 400
    assert AuthorizationRequest.objects.get().is_pushed
