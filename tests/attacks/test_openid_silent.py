"""prompt=none: an application that asks for no page learns only that a page is needed, and of which kind."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from ministry_services.models import Authorization, AuthorizationCode, Consent, RelyingParty
from tests.citizens.identity_road import signed_in
from tests.factories.enrolments import make_service
from tests.factories.relying_parties import REDIRECT, make_relying_party
from tests.ministry_services.authorizing import agree, begin, brought_back
from tests.ministry_services.programs import redeem

pytestmark = pytest.mark.django_db


@pytest.fixture
def application() -> RelyingParty:
    return make_relying_party(make_service(portal="C"))


def signed_in_citizen(browser: Client, code: str = "TREMBLAY27") -> User:
    return signed_in(browser, user_code=code, first_name="Odile", last_name="Tremblay")


def agreed(browser: Client, application: RelyingParty) -> dict[str, Any]:
    """Agree once, as a person does; give the tokens."""
    return dict(redeem(application, brought_back(agree(browser, begin(browser, application)))["code"]).json())


def asked_silently(browser: Client, application: RelyingParty, **changes: str | None) -> dict[str, str]:
    """Ask without a page; give the answer, which comes at once."""
    answer = browser.get(begin(browser, application, prompt="none", **changes))
    assert answer.status_code == 303, answer.content.decode()[:500]
    assert answer["Location"].startswith(f"{REDIRECT}?")
    told = dict(parse_qsl(urlsplit(answer["Location"]).query))
    assert told["iss"] == settings.PUBLIC_URL
    return told


def test_without_a_session_the_answer_is_that_a_sign_in_is_needed(application: RelyingParty) -> None:
    assert asked_silently(Client(), application)["error"] == "login_required"


def test_without_a_consent_no_code_is_given(application: RelyingParty) -> None:
    browser = Client()
    signed_in_citizen(browser)
    assert asked_silently(browser, application)["error"] == "consent_required"
    assert (AuthorizationCode.objects.count(), Consent.objects.count()) == (0, 0)


def test_the_consent_given_to_another_application_does_not_count(application: RelyingParty) -> None:
    browser = Client()
    signed_in_citizen(browser)
    agreed(browser, make_relying_party(application.services.get(), name="Une autre application"))
    assert asked_silently(browser, application)["error"] == "consent_required"


def test_the_consent_of_somebody_else_does_not_count(application: RelyingParty) -> None:
    first, second = Client(), Client()
    signed_in_citizen(first)
    agreed(first, application)
    signed_in_citizen(second, "GAGNON31")
    assert asked_silently(second, application)["error"] == "consent_required"


def test_a_consent_to_less_does_not_cover_more(application: RelyingParty) -> None:
    browser = Client()
    signed_in_citizen(browser)
    agree(browser, begin(browser, application, scope="openid"))
    assert asked_silently(browser, application, scope="openid email")["error"] == "consent_required"
    named = '{"userinfo": {"email": null}}'
    assert asked_silently(browser, application, scope="openid", claims=named)["error"] == "consent_required"


def test_a_consent_to_all_of_it_is_enough(application: RelyingParty) -> None:
    browser = Client()
    signed_in_citizen(browser)
    agreed(browser, application)
    assert asked_silently(browser, application)["code"]
    assert Authorization.objects.count() == 2


def test_the_hint_of_another_person_is_answered_by_no_code(application: RelyingParty) -> None:
    first, second = Client(), Client()
    signed_in_citizen(first)
    hint = agreed(first, application)["id_token"]
    signed_in_citizen(second, "GAGNON31")
    agreed(second, application)
    assert asked_silently(first, application, id_token_hint=hint)["code"]
    assert asked_silently(second, application, id_token_hint=hint)["error"] == "login_required"


def test_a_sign_in_too_old_is_not_taken(application: RelyingParty) -> None:
    browser = Client()
    signed_in_citizen(browser)
    agreed(browser, application)
    assert asked_silently(browser, application, max_age="0")["error"] == "login_required"


def test_a_stronger_proof_is_not_supposed(application: RelyingParty) -> None:
    browser = Client()
    signed_in_citizen(browser)
    agreed(browser, application)
    wanted = '{"id_token": {"acr": {"essential": true, "values": ["urn:clicsequr:acr:phishing-resistant"]}}}'
    assert asked_silently(browser, application, claims=wanted)["error"] == "interaction_required"


@pytest.mark.parametrize("prompt", ["none login", "none consent", "login none"])
def test_none_stands_alone(application: RelyingParty, prompt: str) -> None:
    browser = Client()
    signed_in_citizen(browser)
    agreed(browser, application)
    count = AuthorizationCode.objects.count()
    answer = begin(browser, application, prompt=prompt)
    assert dict(parse_qsl(urlsplit(answer).query))["error"] == "invalid_request"
    assert AuthorizationCode.objects.count() == count


def test_a_signed_out_browser_is_somebody_unknown_again(application: RelyingParty) -> None:
    browser = Client()
    signed_in_citizen(browser)
    agreed(browser, application)
    browser.post("/fr/session/fermer/")
    browser.cookies.clear()
    assert asked_silently(browser, application)["error"] == "login_required"
