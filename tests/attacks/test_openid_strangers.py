"""What a stranger tried at the provider: tokens with a header of no sense, forms of another kind, terms that grow."""

import base64
import json
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actors import SYSTEM
from accounts.models import User
from enterprises.states import EnrolmentState, MemberRole
from ministry_services.models import Authorization, Consent, RelyingParty
from ministry_services.services.relying_parties import terms_of
from ministry_services.services.relying_party_terms import change_terms
from tests.accounts.sign_in_steps import is_signed_in, sign_in
from tests.citizens.identity_road import signed_in
from tests.factories.authorizations import make_authorization
from tests.factories.enrolments import make_enrolment, make_service
from tests.factories.enterprises import make_member, make_rse
from tests.factories.paper_forms import make_legacy_rse
from tests.factories.relying_parties import POST_LOGOUT, make_relying_party
from tests.ministry_services.authorizing import agree, asked, begin, brought_back
from tests.ministry_services.programs import redeem

pytestmark = pytest.mark.django_db


@pytest.fixture
def stranger() -> Client:
    """A client that sees the answer to an error, and not the error."""
    return Client(raise_request_exception=False)


@pytest.fixture
def application() -> RelyingParty:
    return make_relying_party(make_service(portal="C"))


# --- A hint whose header makes no sense -------------------------------------------------------------------------------
@pytest.mark.parametrize("header", ['"alg"', "[]", '{"alg": "ES256", "crit": 5}', '{"alg": ["ES256"]}', "[" * 380])
@pytest.mark.parametrize("door", ["authorize", "end-session"])
def test_a_hint_with_a_strange_header_is_refused(
    stranger: Client, application: RelyingParty, door: str, header: str
) -> None:
    hint = ".".join(base64.urlsafe_b64encode(text.encode()).decode().rstrip("=") for text in (header, "{}", "x"))
    answer = stranger.get(reverse(f"openid:{door}"), asked(application, id_token_hint=hint))
    assert answer.status_code == 303
    assert "error=invalid_request" in answer["Location"] or "erreur=logout.bad_hint" in answer["Location"]


# --- A form that is none ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("content_type", ["multipart/form-data", "multipart/form-data; boundary=\u00e9"])
def test_userinfo_refuses_a_form_that_cannot_be_read(stranger: Client, content_type: str) -> None:
    answer = stranger.generic("POST", reverse("openid:userinfo"), b"--x", content_type=content_type)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


# --- What was not agreed to -------------------------------------------------------------------------------------------
def test_a_claim_that_the_application_might_not_ask_is_not_told_when_it_may_later() -> None:
    application = make_relying_party(make_service(portal="C"), scopes=("openid", "profile"))
    browser = Client()
    user = signed_in(browser, first_name="Odile", last_name="Tremblay")
    User.objects.filter(pk=user.pk).update(phone="418 555-0199")
    claims = json.dumps({"userinfo": {"phone_number": None, "given_name": None}})
    page = begin(browser, application, scope="openid", claims=claims)
    tokens = redeem(application, brought_back(agree(browser, page))["code"]).json()
    assert Consent.objects.get().scope == "openid profile"
    scopes = ("openid", "profile", "phone")
    change_terms(application, terms=replace(terms_of(application), scopes=scopes), by=SYSTEM)
    told = Client().get(reverse("openid:userinfo"), headers={"Authorization": f"Bearer {tokens['access_token']}"})
    assert told.json() == {"sub": user.subjects.get().subject, "given_name": "Odile"}


# --- The names of a sector --------------------------------------------------------------------------------------------
def test_what_was_known_in_a_sector_ends_when_the_application_leaves_it(application: RelyingParty) -> None:
    """Its notices and hints would name the person by the former sector, and the session by the new one."""
    authorization = make_authorization(application)
    sector = f"{application.ministry.code}:autre"
    change_terms(application, terms=replace(terms_of(application), sector=sector), by=SYSTEM)
    assert Authorization.objects.get(pk=authorization.pk).ended_at is not None


# --- A firm that owes its terms ---------------------------------------------------------------------------------------
def test_who_owes_terms_is_signed_out_at_the_application_s_word() -> None:
    """The terms come before every page, and never before the way out."""
    application, browser = make_relying_party(make_service()), Client()
    sign_in(browser, make_legacy_rse().user.user_code)
    sent = {"client_id": application.client_id, "post_logout_redirect_uri": POST_LOGOUT}
    asks = browser.get(reverse("openid:end-session"), sent)
    assert asks["Location"].startswith("/fr/services/fermeture/?")
    assert browser.get(asks["Location"]).status_code == 200
    browser.post(asks["Location"])
    assert not is_signed_in(browser)


def test_who_owes_terms_loses_no_request() -> None:
    """It is kept and waits: its page leads to the gate, as for any right that is missing, and the gate to the terms."""
    application, browser = make_relying_party(make_service()), Client()
    sign_in(browser, make_legacy_rse().user.user_code)
    gate = browser.get(begin(browser, application, scope="openid"))["Location"]
    assert gate.startswith("/fr/entreprises/services/")
    assert browser.get(gate)["Location"] == reverse("enterprises:legacy-terms")


def test_who_owes_terms_is_refused_where_no_page_may_be_shown() -> None:
    application, browser = make_relying_party(make_service()), Client()
    sign_in(browser, make_legacy_rse().user.user_code)
    answer = browser.get(begin(browser, application, scope="openid", prompt="none"))
    assert brought_back(answer)["error"] == "access_denied"


def test_the_terms_of_one_firm_come_before_the_service_of_another() -> None:
    rse, service = make_rse(), make_service()
    make_enrolment(rse, service, state=EnrolmentState.ACTIVE)
    make_member(make_legacy_rse().enterprise, MemberRole.USER, user=rse.user)
    browser, application = Client(), make_relying_party(service)
    browser.force_login(rse.user)
    answer = browser.get(begin(browser, application, scope="openid", prompt="none"))
    assert brought_back(answer)["error"] == "access_denied"
