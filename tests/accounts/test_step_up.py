"""« Une vérification de plus »: what a service asks beyond the sign-in, given on the spot or not at all."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import EmailCode, JournalEntry, User
from accounts.services.second_factors import add_totp
from accounts.states import Acr
from enterprises.models import Member
from tests.accounts.sign_in_steps import sign_in, totp_code
from tests.accounts.test_passkeys import add_passkey
from tests.citizens.sign_in_steps import question_asked
from tests.citizens.sign_in_steps import sign_in as sign_in_citizen
from tests.factories.agents import make_agent, sign_in_agent
from tests.factories.enterprises import make_rse, make_user
from tests.factories.security_options import make_person_with_options

pytestmark = pytest.mark.django_db
BACK = "/fr/profil/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def page(acr: str, *, way: str = "", target: str = BACK, **more: str) -> str:
    return f"/fr/session/verification/{way}?{urlencode({'acr': acr, 'next': target, **more})}"


CODE_PAGE = page(Acr.TWO_STEPS, way="code/")
TOTP_PAGE = page(Acr.TOTP, way="application/")
PASSKEY_PAGE = page(Acr.PHISHING_RESISTANT, way="cle-d-acces/")


def methods(client: Client) -> list[str]:
    return [record.get("type", record["method"]) for record in client.session["account_authentication_methods"]]


@pytest.fixture
def rse(client: Client) -> Member:
    member = make_rse(user=make_user(user_code="KLMT4829"))
    sign_in(client, "KLMT4829")
    return member


@pytest.fixture
def application(rse: Member) -> Authenticator:
    code = totp_code(Authenticator(type="totp", data={"secret": SECRET}), drift=-1, sealed=False)
    return add_totp(rse.user, secret=SECRET, code=code, by=rse.user, now=timezone.now())


def sent_digits() -> str:
    code = EmailCode.objects.order_by("created_at").last()
    assert code is not None
    return code.sealed_code


# --- A code by e-mail ------------------------------------------------------------------------------------------------


def test_a_business_is_sent_a_code_and_the_session_is_surer(client: Client, rse: Member) -> None:
    assert client.get(page(Acr.TWO_STEPS))["Location"] == CODE_PAGE
    assert "Nous pouvons envoyer un code à k" in client.get(CODE_PAGE).text
    assert EmailCode.objects.count() == 0  # a page that is read sends nothing
    sent = client.post(CODE_PAGE, {"send": "1"})
    assert sent["Location"] == f"{CODE_PAGE}&envoye=1"
    assert "Nous avons envoyé un code" in client.get(sent["Location"]).text
    before = client.session.session_key, client.session["sid"]
    assert client.post(sent["Location"], {"digits": sent_digits()})["Location"] == BACK
    assert methods(client) == ["password", "email_code"]
    assert (client.session.session_key != before[0], client.session["sid"]) == (True, before[1])
    assert JournalEntry.objects.filter(action="account.sign_in_strengthened").count() == 1
    assert client.get(page(Acr.TWO_STEPS))["Location"] == BACK
    assert client.get(CODE_PAGE)["Location"] == BACK


def test_a_second_click_within_a_minute_sends_no_second_code(client: Client, rse: Member) -> None:
    for _turn in range(2):
        assert client.post(CODE_PAGE, {"send": "1"}).status_code == 302
    assert EmailCode.objects.count() == 1


def test_wrong_codes_are_counted_and_then_wait(client: Client, rse: Member) -> None:
    client.post(CODE_PAGE, {"send": "1"})
    wrong = f"{(int(sent_digits()) + 1) % 1_000_000:06d}"
    said = [client.post(f"{CODE_PAGE}&envoye=1", {"digits": wrong}) for _turn in range(6)]
    assert {answer.status_code for answer in said} == {200}
    assert "Code inexact" in said[0].text
    assert "plus valide" in said[5].text
    # The right one does not serve any more either.
    assert client.post(f"{CODE_PAGE}&envoye=1", {"digits": sent_digits()}).status_code == 200
    assert methods(client) == ["password"]
    assert not JournalEntry.objects.filter(action="account.sign_in_strengthened").exists()


def test_who_has_no_address_is_not_offered_a_code(client: Client, rse: Member) -> None:
    User.objects.update(email="")
    assert client.get(CODE_PAGE)["Location"] == page(Acr.TWO_STEPS)
    assert client.post(CODE_PAGE, {"send": "1"})["Location"] == page(Acr.TWO_STEPS)
    assert "il faut une application d’authentification ou une clé d’accès" in client.get(page(Acr.TWO_STEPS)).text


# --- An application --------------------------------------------------------------------------------------------------


def test_the_code_of_the_application_raises_the_session(
    client: Client, rse: Member, application: Authenticator
) -> None:
    assert client.get(page(Acr.TOTP))["Location"] == TOTP_PAGE
    wrong = client.post(TOTP_PAGE, {"code": "000000"})
    assert (wrong.status_code, "Code inexact" in wrong.text, methods(client)) == (200, True, ["password"])
    assert client.post(TOTP_PAGE, {"code": totp_code(application)})["Location"] == BACK
    assert methods(client) == ["password", "totp"]


def test_a_recovery_code_stands_for_the_application(client: Client, rse: Member, application: Authenticator) -> None:
    code = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes()[0]
    assert client.post(TOTP_PAGE, {"code": code})["Location"] == BACK
    assert client.get(page(Acr.TOTP))["Location"] == BACK
    assert client.get(page(Acr.PHISHING_RESISTANT)).status_code == 200  # no more than that


def test_wrong_codes_of_an_application_wait_too(client: Client, rse: Member, application: Authenticator) -> None:
    for _turn in range(5):
        client.post(TOTP_PAGE, {"code": "000000"})
    refused = client.post(TOTP_PAGE, {"code": totp_code(application)})
    assert (refused.status_code, "trop de tentatives" in refused.text) == (200, True)
    assert methods(client) == ["password"]


def test_the_application_of_another_person_serves_nobody(client: Client, rse: Member) -> None:
    other = make_user(user_code="KLMT9999")
    code = totp_code(Authenticator(type="totp", data={"secret": SECRET}), drift=-1, sealed=False)
    theirs = add_totp(other, secret=SECRET, code=code, by=other, now=timezone.now())
    assert client.post(TOTP_PAGE, {"code": totp_code(theirs)})["Location"] == page(Acr.TOTP)
    assert methods(client) == ["password"]


def test_who_has_none_is_told_how_to_add_it_and_comes_back(client: Client, rse: Member) -> None:
    shown = client.get(page(Acr.TOTP))
    here = urlencode({"next": page(Acr.TOTP)}).replace("&", "&amp;")
    assert f'href="/fr/profil/confirmation/application/?{here}"' in shown.text
    assert f'href="/fr/profil/confirmation/cle-d-acces/?{here}"' in shown.text
    asked = client.get(f"/fr/profil/confirmation/application/?{urlencode({'next': page(Acr.TOTP)})}")
    key = asked.context["form"]["key"].value()
    secret = asked.context["secret"].replace(" ", "")
    code = totp_code(Authenticator(type="totp", data={"secret": secret}), sealed=False)
    added = client.post(asked.wsgi_request.get_full_path(), {"key": key, "code": code})
    codes = client.get(added["Location"])
    assert f'href="{page(Acr.TOTP).replace("&", "&amp;")}"' in codes.text
    assert client.get(page(Acr.TOTP))["Location"] == TOTP_PAGE


# --- A passkey -------------------------------------------------------------------------------------------------------


def test_without_a_passkey_no_credential_is_believed(client: Client, rse: Member, application: Authenticator) -> None:
    for credential in ("", "{}", json.dumps({"id": "x", "rawId": "x", "response": {}, "type": "public-key"})):
        assert client.post(PASSKEY_PAGE, {"credential": credential})["Location"] == page(Acr.PHISHING_RESISTANT)
    assert "il faut une clé d’accès" in client.get(page(Acr.PHISHING_RESISTANT)).text
    assert methods(client) == ["password"]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_passkey_raises_a_session_begun_with_a_password(passkey_page: Page, live_server: LiveServer) -> None:
    browser = passkey_page
    make_rse(user=make_user(user_code="KLMT4829"))
    reports: list[str] = []
    browser.on("console", lambda message: reports.append(message.text))
    add_passkey(browser, live_server.url)
    browser.goto(live_server.url + page(Acr.PHISHING_RESISTANT))
    expect(browser.get_by_role("heading", level=1)).to_have_text("Une vérification de plus")
    browser.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(browser.get_by_role("heading", level=1)).to_have_text("Mon profil")
    browser.goto(live_server.url + page(Acr.PHISHING_RESISTANT))
    expect(browser.get_by_role("heading", level=1)).to_have_text("Mon profil")
    assert [text for text in reports if "Content Security" in text or "Trusted" in text] == []


# --- A question ------------------------------------------------------------------------------------------------------


def passed_by_code(client: Client, person: User) -> None:
    """A session that holds the password alone, as one from before the questions would."""
    client.force_login(person)
    session = client.session
    session["account_authentication_methods_user"] = str(person.pk)
    session["account_authentication_methods"] = [{"method": "password", "at": timezone.now().timestamp()}]
    session.save()


def test_a_person_answers_a_question(client: Client) -> None:
    person = make_person_with_options(user_code="TREMBLAY27")
    passed_by_code(client, person)
    asked = client.get(page(Acr.TWO_STEPS))["Location"]
    assert asked == page(Acr.TWO_STEPS).replace("/fr/session/", "/fr/citoyens/session/").replace("?", "question/?")
    form = client.get(asked).context["form"]
    question = form["question"].value()
    wrong = client.post(asked, {"question": question, "answer": "La réponse d’une autre personne"})
    assert "Réponse inexacte. Il vous reste 4 essais." in wrong.text
    assert methods(client) == ["password"]
    assert client.post(asked, {"question": question, "answer": right_answer(person)})["Location"] == BACK
    assert methods(client) == ["password", "question"]


def right_answer(person: User) -> str:
    return question_asked(person)[1]


def test_wrong_answers_wait_and_a_code_is_still_offered(client: Client) -> None:
    person = make_person_with_options(user_code="TREMBLAY27")
    passed_by_code(client, person)
    asked = client.get(page(Acr.TWO_STEPS))["Location"]
    question = client.get(asked).context["form"]["question"].value()
    for _turn in range(5):
        client.post(asked, {"question": question, "answer": "non"})
    refused = client.post(asked, {"question": question, "answer": right_answer(person)})
    assert (refused.status_code, methods(client)) == (200, ["password"])
    assert "Recevoir un code par courriel" in refused.text


def test_a_person_who_has_answered_is_asked_nothing(client: Client) -> None:
    sign_in_citizen(client, make_person_with_options(user_code="TREMBLAY27"))
    assert client.get(page(Acr.TWO_STEPS))["Location"] == BACK


def test_the_page_of_the_question_is_not_for_a_business(client: Client, rse: Member) -> None:
    address = page(Acr.TWO_STEPS).replace("/fr/session/", "/fr/citoyens/session/").replace("?", "question/?")
    assert client.get(address)["Location"] == page(Acr.TWO_STEPS)


# --- Any of them -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["", "code/", "application/", "cle-d-acces/"])
def test_an_unknown_assurance_is_not_found(client: Client, rse: Member, way: str) -> None:
    for acr in ("", "0", "urn:clicsequr:acr:iris"):
        assert client.get(page(acr, way=way)).status_code == 404
    assert client.get(f"/fr/session/verification/{way}").status_code == 404


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/agents/", "/fr/session/fermer/", ""])
def test_nobody_is_led_out_of_this_site(client: Client, rse: Member, target: str) -> None:
    assert client.get(page(Acr.PASSWORD, target=target))["Location"] == "/fr/"
    shown = client.get(page(Acr.TOTP, target=target, voeu="1"))
    assert (shown.status_code, "sans=1" in shown.text) == (200, False)
    assert 'href="https://evil' not in shown.text


def test_a_wish_of_the_service_may_be_declined_and_a_need_may_not(client: Client, rse: Member) -> None:
    assert "sans=1" not in client.get(page(Acr.TOTP)).text
    assert f'href="{BACK}?sans=1"' in client.get(page(Acr.TOTP, voeu="1")).text
    wished = client.get(page(Acr.TWO_STEPS, voeu="1", target="/fr/profil/?a=1"))["Location"]
    assert 'href="/fr/profil/?a=1&amp;sans=1"' in client.get(wished).text


def test_a_visitor_signs_in_and_an_agent_has_no_such_page(client: Client) -> None:
    assert client.get(page(Acr.TOTP))["Location"] == f"{reverse('choose-portal')}?{urlencode({'next': page(Acr.TOTP)})}"
    sign_in_agent(client, make_agent())
    assert client.get(page(Acr.TOTP)).status_code == 404


def test_the_page_stays_on_its_way_in_the_other_language(client: Client, rse: Member) -> None:
    assert client.get(page(Acr.PASSWORD).replace("/fr/session", "/en/session"))["Location"] == "/en/profil/"


def test_each_page_costs_what_it_costs(
    client: Client, rse: Member, application: Authenticator, django_assert_num_queries: Any
) -> None:
    client.get(page(Acr.TOTP))
    for address in (page(Acr.TOTP), TOTP_PAGE, CODE_PAGE):
        with django_assert_num_queries(3):  # session, account, second factors
            client.get(address)
