"""The question of a sign-in, and what stands in its place (screens.md S-03, S-04)."""

from datetime import timedelta

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import LazySettings
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from freezegun import freeze_time

from accounts.models import EmailCode, JournalEntry, TermsVersion, Throttle, User
from accounts.services.passwords import set_temporary_password
from citizens.models import CitizenProfile, SecurityAnswer
from citizens.questions import question_named
from citizens.services.security_answers import FROM_ONE_SOURCE
from tests.accounts.sign_in_steps import deliver_all, is_signed_in, mails, owed, totp_code
from tests.citizens.sign_in_steps import (
    CODE,
    CODE_PAGE,
    HOME,
    QUESTION_PAGE,
    SENT_CODE_PAGE,
    WRONG_ANSWER,
    answer,
    latest_digits,
    question_asked,
    reach_question,
    shown_question,
    sign_in,
)
from tests.factories.secrets import ANSWERS, NEW_PASSWORD, PASSWORD
from tests.factories.security_options import CHOSEN, make_person, make_person_with_options

pytestmark = pytest.mark.django_db
QUESTIONS = [question for question, _answer in CHOSEN]


@pytest.fixture
def person() -> User:
    return make_person_with_options(user_code=CODE, email="rosalie@exemple.ca")


def methods(client: Client) -> list[str]:
    return [record["method"] for record in client.session[AUTHENTICATION_METHODS_SESSION_KEY]]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_one_of_the_four_is_asked_in_the_language_of_the_page(client: Client, person: User, language: str) -> None:
    reach_question(client)
    asked = question_named(question_asked(person)[0])
    assert asked is not None
    page = client.get(QUESTION_PAGE.replace("/fr/", f"/{language}/")).content.decode()
    text = asked.fr if language == "fr" else asked.en
    assert text.replace("'", "&#x27;") in page
    others = [question_named(slug) for slug in QUESTIONS if slug != asked.slug]
    assert not any(other and other.texts[language == "en"] in page for other in others)


def test_the_same_question_is_asked_until_it_is_answered(person: User) -> None:
    asked = set()
    for _visit in range(4):
        client = Client()
        reach_question(client)
        asked.add(shown_question(client))
        answer(client, person, WRONG_ANSWER)
        asked.add(shown_question(client))
    assert len(asked) == 1


def test_an_answer_draws_the_next_question_among_the_four(person: User) -> None:
    asked = set()
    for _turn in range(30):
        client = Client()
        reach_question(client)
        asked.add(shown_question(client))
        assert answer(client, person)["Location"] == HOME
    assert asked == set(QUESTIONS)


@pytest.mark.parametrize("change", [str.upper, str.lower, lambda typed: f"  {typed.replace('é', 'e')} !"])
def test_capitals_accents_and_spaces_do_not_count(client: Client, person: User, change) -> None:  # type: ignore[no-untyped-def]
    reach_question(client)
    assert answer(client, person, change(question_asked(person)[1]))["Location"] == HOME


def test_a_wrong_answer_says_so_counts_and_shows_nothing_typed(client: Client, person: User) -> None:
    reach_question(client)
    page = answer(client, person, WRONG_ANSWER).content.decode()
    assert "Réponse inexacte. Il vous reste 4 essais." in page
    assert WRONG_ANSWER not in page
    assert "<title>Erreur" in page
    assert not is_signed_in(client)
    assert JournalEntry.objects.get(action="security.answer_refused").subject_id == str(person.pk)


@pytest.mark.parametrize("typed", ["", "   "])
def test_an_empty_answer_is_no_try(client: Client, person: User, typed: str) -> None:
    reach_question(client)
    assert "Entrez votre réponse" in answer(client, person, typed).content.decode()
    assert not Throttle.objects.exists()


@pytest.mark.parametrize("typed", ["🐄" * 500, "é" * 9_999, "a" * 10_001, "\x00", "’’’"])
def test_any_answer_typed_is_answered(client: Client, person: User, typed: str) -> None:
    reach_question(client)
    assert answer(client, person, typed).status_code == 200
    assert not is_signed_in(client)


def test_five_wrong_answers_wait_and_a_code_by_e_mail_still_opens(client: Client, person: User) -> None:
    reach_question(client)
    for _turn in range(FROM_ONE_SOURCE.tries):
        last = answer(client, person, WRONG_ANSWER)
    assert "bloquées pendant 30 minutes" in last.content.decode()
    refused = answer(client, person)
    assert refused.status_code == 429
    assert 1790 <= int(refused["Retry-After"]) <= 1800
    assert "Recevoir plutôt un code par courriel" in refused.content.decode()
    assert client.post(QUESTION_PAGE, {"email_code": "1"})["Location"] == SENT_CODE_PAGE
    assert client.post(SENT_CODE_PAGE, {"digits": latest_digits()})["Location"] == HOME


def test_the_wait_grows_and_ends(person: User) -> None:
    with freeze_time("2026-11-23 13:00:00") as clock:
        client = Client()
        reach_question(client)
        for _turn in range(FROM_ONE_SOURCE.tries):
            answer(client, person, WRONG_ANSWER)
        clock.tick(timedelta(minutes=31))
        reach_question(client)
        assert answer(client, person, WRONG_ANSWER).status_code == 200
        clock.tick(timedelta(minutes=31))
        reach_question(client)
        assert answer(client, person).status_code == 429
        clock.tick(timedelta(minutes=31))
        reach_question(client)
        assert answer(client, person)["Location"] == HOME


def test_another_place_is_not_shut_out_by_wrong_answers(client: Client, person: User) -> None:
    reach_question(client)
    for _turn in range(FROM_ONE_SOURCE.tries):
        answer(client, person, WRONG_ANSWER)
    assert sign_in(Client(REMOTE_ADDR="198.51.100.7"), person)["Location"] != QUESTION_PAGE


def test_a_page_older_than_another_tab_s_answer_shows_the_new_question(client: Client, person: User) -> None:
    reach_question(client)
    question, _right = question_asked(person)
    other = next(slug for slug in QUESTIONS if slug != question)
    page = client.post(QUESTION_PAGE, {"question": other, "answer": dict(CHOSEN)[other]}).content.decode()
    assert "La question a changé" in page
    assert f'name="question" value="{question}"' in page
    assert not Throttle.objects.exists()
    assert not is_signed_in(client)


def test_an_answer_sent_twice_opens_one_session(client: Client, person: User) -> None:
    reach_question(client)
    question, right = question_asked(person)
    sent = {"question": question, "answer": right}
    assert client.post(QUESTION_PAGE, sent)["Location"] == HOME
    assert client.post(QUESTION_PAGE, sent)["Location"] == CODE_PAGE
    assert JournalEntry.objects.filter(action="account.signed_in").count() == 1


def test_the_records_of_the_session_say_how_the_person_proved_it(client: Client, person: User) -> None:
    sign_in(client, person)
    assert methods(client) == ["password", "question"]


def test_a_code_by_e_mail_stands_in_for_the_answer(client: Client, person: User) -> None:
    reach_question(client, query="?next=/fr/profil/")
    assert "r•••@exemple.ca" in client.get(QUESTION_PAGE).content.decode()
    assert client.post(QUESTION_PAGE, {"email_code": "1"})["Location"] == SENT_CODE_PAGE
    assert "r•••@exemple.ca" in client.get(SENT_CODE_PAGE).content.decode()
    digits = latest_digits()
    wrong = client.post(SENT_CODE_PAGE, {"digits": "000000" if digits != "000000" else "111111"})
    assert "Code inexact" in wrong.content.decode()
    assert client.post(SENT_CODE_PAGE, {"digits": digits})["Location"] == "/fr/profil/"
    assert methods(client) == ["password", "email_code"]
    before = question_asked(person)
    client.post("/fr/session/fermer/")
    assert question_asked(person) == before


def test_a_code_asked_again_within_a_minute_still_serves_and_another_comes_after(client: Client, person: User) -> None:
    with freeze_time("2026-11-23 13:00:00") as clock:
        reach_question(client)
        for _press in range(2):
            assert client.post(QUESTION_PAGE, {"email_code": "1"})["Location"] == SENT_CODE_PAGE
        assert EmailCode.objects.count() == 1
        assert "trop de tentatives" in client.post(SENT_CODE_PAGE, {"resend": "1"}).content.decode()
        clock.tick(timedelta(seconds=61))
        assert client.post(SENT_CODE_PAGE, {"resend": "1"})["Location"] == SENT_CODE_PAGE
    assert EmailCode.objects.count() == 2


def test_a_sixth_code_in_an_hour_is_refused_and_the_question_stays(client: Client, person: User) -> None:
    with freeze_time("2026-11-23 13:00:00") as clock:
        for _turn in range(5):
            reach_question(client)
            client.post(QUESTION_PAGE, {"email_code": "1"})
            clock.tick(timedelta(seconds=61))
        reach_question(client)
        page = client.post(QUESTION_PAGE, {"email_code": "1"}).content.decode()
        assert "trop de tentatives" in page
        assert 'name="answer"' in page
    assert EmailCode.objects.count() == 5


@pytest.mark.parametrize("digits", ["", "12345", "🐄", "x" * 10_001])
def test_what_is_no_code_is_asked_again(client: Client, person: User, digits: str) -> None:
    reach_question(client)
    client.post(QUESTION_PAGE, {"email_code": "1"})
    assert client.post(SENT_CODE_PAGE, {"digits": digits}).status_code == 200
    assert EmailCode.objects.get().tries == 0


def test_who_has_not_four_answers_yet_is_not_stuck(client: Client) -> None:
    person = make_person(user_code=CODE)
    reach_question(client)
    page = client.get(QUESTION_PAGE).content.decode()
    assert "ne sont pas encore choisies" in page
    assert 'name="answer"' not in page
    client.post(QUESTION_PAGE, {"email_code": "1"})
    assert client.post(SENT_CODE_PAGE, {"digits": latest_digits()})["Location"] == HOME
    assert client.session["_auth_user_id"] == str(person.pk)


def test_who_forgot_the_answers_is_led_to_choose_others_and_may_come_back(client: Client, person: User) -> None:
    reach_question(client)
    recovery = "/fr/citoyens/recuperation/options/"
    assert f'href="{recovery}">J’ai oublié mes réponses' in client.get(QUESTION_PAGE).content.decode()
    assert client.get(recovery).status_code == 200
    assert not is_signed_in(client)
    assert shown_question(client) == question_asked(person)[0]


def test_an_application_s_code_stands_in_for_the_answer(client: Client, person: User) -> None:
    TOTP.activate(person, generate_totp_secret())
    assert reach_question(client)["Location"] == "/fr/session/confirmation/"
    assert client.get(QUESTION_PAGE)["Location"] == CODE_PAGE
    row = person.authenticator_set.get(type="totp")  # type: ignore[attr-defined]
    assert client.post("/fr/session/confirmation/", {"code": totp_code(row)})["Location"] == HOME
    assert methods(client) == ["password", "mfa"]


def test_a_code_for_a_new_device_is_asked_once(client: Client, person: User, settings: LazySettings) -> None:
    settings.SIGN_IN_CODE_ON_NEW_DEVICE = True
    User.objects.filter(pk=person.pk).update(last_login=timezone.now())
    assert reach_question(client)["Location"] == "/fr/session/code/"
    assert client.post("/fr/session/code/", {"digits": latest_digits()})["Location"] == HOME


def test_a_step_passed_in_a_sign_in_given_up_is_passed_again(client: Client, person: User) -> None:
    TermsVersion.objects.create(portal="C", number="9", in_force_on="2026-01-01", text_fr="x", text_en="x")
    assert sign_in(client, person)["Location"] == "/fr/session/conditions/"
    assert reach_question(client)["Location"] == QUESTION_PAGE


def test_a_temporary_password_and_new_terms_follow_the_question(client: Client, person: User) -> None:
    TermsVersion.objects.create(portal="C", number="9", in_force_on="2026-01-01", text_fr="x", text_en="x")
    until = timezone.now() + timedelta(days=7)
    set_temporary_password(person, password=PASSWORD, until=until, by=person)
    assert sign_in(client, person)["Location"] == "/fr/session/nouveau-mot-de-passe/"
    chosen = client.post("/fr/session/nouveau-mot-de-passe/", {"password": NEW_PASSWORD})
    assert chosen["Location"] == "/fr/session/conditions/"
    accepted = client.post("/fr/session/conditions/", {"number": "9", "accepted": "on"})
    assert accepted["Location"] == HOME
    assert is_signed_in(client)


def test_fifteen_minutes_after_the_password_the_sign_in_begins_again(client: Client, person: User) -> None:
    with freeze_time("2026-11-23 13:00:00") as clock:
        reach_question(client)
        clock.tick(timedelta(minutes=16))
        assert answer(client, person)["Location"] == CODE_PAGE
        assert not is_signed_in(client)


def test_an_account_deleted_between_two_pages_begins_again(client: Client, person: User) -> None:
    reach_question(client)
    question, right = question_asked(person)
    SecurityAnswer.objects.all().delete()
    CitizenProfile.objects.all().delete()
    get_user_model().objects.filter(pk=person.pk).delete()
    for path in (QUESTION_PAGE, SENT_CODE_PAGE):
        assert client.get(path)["Location"] == CODE_PAGE
    assert client.post(QUESTION_PAGE, {"question": question, "answer": right})["Location"] == CODE_PAGE


def test_an_account_suspended_between_two_pages_opens_no_session(client: Client, person: User) -> None:
    reach_question(client)
    User.objects.filter(pk=person.pk).update(state="suspended")
    assert answer(client, person)["Location"] == CODE_PAGE
    assert not is_signed_in(client)


def test_the_owner_is_told_that_somebody_knows_the_password(client: Client, person: User) -> None:
    reach_question(client)
    for _turn in range(FROM_ONE_SOURCE.tries):
        answer(client, person, WRONG_ANSWER)
    assert owed() == ["answers_locked"]
    deliver_all()
    [(to, subject, text)] = mails()
    assert (to, subject) == (person.email, "Réponses inexactes à votre question de sécurité")
    assert "connaît votre mot de passe" in text
    assert "TREMBLAY27" not in text


def test_each_page_costs_a_known_number_of_statements(client: Client, person: User, django_assert_num_queries) -> None:
    reach_question(client)
    with django_assert_num_queries(3):  # the session, the account, the four
        client.get(QUESTION_PAGE)
    with django_assert_num_queries(2):
        client.get(SENT_CODE_PAGE)


def test_nothing_typed_is_left_by_a_sign_in(client: Client, person: User) -> None:
    reach_question(client)
    answer(client, person, WRONG_ANSWER)
    answer(client, person)
    for text in (*ANSWERS, WRONG_ANSWER, PASSWORD):
        assert text not in str(dict(client.session.items()))
        assert not any(text in cookie.value for cookie in client.cookies.values())


def test_an_account_without_an_address_is_owed_no_code(client: Client, person: User) -> None:
    User.objects.update(email="")
    reach_question(client)
    client.post(QUESTION_PAGE, {"email_code": "1"})
    assert client.post(SENT_CODE_PAGE, {"resend": "1"})["Location"] == SENT_CODE_PAGE
    assert client.get(SENT_CODE_PAGE).status_code == 200
    assert not EmailCode.objects.exists()
