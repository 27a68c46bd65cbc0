"""What the specifications ask and no other test of the provider says (docs/oidc.md)."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from ministry_services.models import RelyingParty
from ministry_services.signing import verify_own
from tests.citizens.identity_road import signed_in
from tests.factories.authorizations import make_authorization, make_citizen_client, make_code, make_tokens
from tests.ministry_services.authorizing import agree, asked, begin, brought_back
from tests.ministry_services.programs import basic, post, redeem, refresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def application() -> RelyingParty:
    return make_citizen_client()


def test_a_refreshed_id_token_is_about_the_same_sign_in(application: RelyingParty) -> None:
    first = redeem(application, make_code(make_authorization(application))).json()
    second = refresh(application, first["refresh_token"]).json()
    before, after = verify_own(first["id_token"]), verify_own(second["id_token"])
    assert before is not None
    assert after is not None
    for claim in ("iss", "sub", "aud", "azp", "auth_time", "acr", "amr", "sid"):
        assert before[claim] == after[claim]
    assert after["iat"] >= before["iat"]


def test_userinfo_and_introspection_name_the_subject_of_the_id_token(application: RelyingParty) -> None:
    tokens = redeem(application, make_code(make_authorization(application))).json()
    claims = verify_own(tokens["id_token"])
    assert claims is not None
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    told = Client().get(reverse("openid:userinfo"), headers=bearer).json()
    seen = post("introspect", {"token": tokens["access_token"]}, authorization=basic(application)).json()
    assert claims["sub"] == told["sub"] == seen["sub"]


@pytest.mark.parametrize("response_type", ["token", "id_token", "code token", "code id_token", "none", ""])
def test_no_token_ever_comes_through_the_browser(application: RelyingParty, response_type: str) -> None:
    answer = Client().get(reverse("openid:authorize"), asked(application, response_type=response_type))
    told = urlsplit(answer["Location"])
    assert dict(parse_qsl(told.query))["error"] in {"unsupported_response_type", "invalid_request"}
    assert not told.fragment


@pytest.mark.parametrize("response_mode", ["fragment", "form_post", "query.jwt", "web_message"])
def test_an_answer_comes_in_the_query_and_nowhere_else(application: RelyingParty, response_mode: str) -> None:
    answer = Client().get(reverse("openid:authorize"), asked(application, response_mode=response_mode))
    assert dict(parse_qsl(urlsplit(answer["Location"]).query))["error"] == "invalid_request"


@pytest.mark.parametrize("name", ["request", "request_uri", "registration"])
def test_what_is_not_supported_is_said_by_its_name(application: RelyingParty, name: str) -> None:
    sent = asked(application, **{name: "https://rp.example/x" if name == "request_uri" else "a.b.c"})
    answer = Client().get(reverse("openid:authorize"), sent)
    assert dict(parse_qsl(urlsplit(answer["Location"]).query))["error"] == f"{name}_not_supported"


def test_an_error_names_who_answers(application: RelyingParty) -> None:
    answer = Client().get(reverse("openid:authorize"), asked(application, scope="openid nothing"))
    told = dict(parse_qsl(urlsplit(answer["Location"]).query))
    assert (told["error"], told["iss"], told["state"]) == ("invalid_scope", settings.PUBLIC_URL, "état-1")


def test_the_road_lets_no_other_site_read_it_and_tells_none_where_it_came_from(application: RelyingParty) -> None:
    browser = Client()
    signed_in(browser)
    headers = {"Origin": "https://evil.example"}
    answers = [browser.get(reverse("openid:authorize"), asked(application), headers=headers)]
    answers.append(browser.get(answers[0]["Location"], headers=headers))
    for answer in answers:
        assert "Access-Control-Allow-Origin" not in answer
        assert answer["Referrer-Policy"] == "same-origin"


def test_two_sign_ins_get_two_codes(application: RelyingParty) -> None:
    browser = Client()
    signed_in(browser)
    first = brought_back(agree(browser, begin(browser, application)))
    second = brought_back(browser.get(begin(browser, application)))
    assert first["code"] != second["code"]
    assert redeem(application, first["code"]).status_code == redeem(application, second["code"]).status_code == 200


def test_userinfo_asks_for_a_token_of_the_right_scheme(application: RelyingParty) -> None:
    access, _turned = make_tokens(make_authorization(application))
    answer = Client().get(reverse("openid:userinfo"), headers={"Authorization": f"DPoP {access}"})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer ")


@pytest.mark.parametrize("door", ["token", "introspect", "revoke", "pushed-requests"])
def test_a_program_asks_by_post_alone(door: str) -> None:
    answer = Client().get(reverse(f"openid:{door}"))
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
