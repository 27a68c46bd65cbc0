"""Guessing at the citizens' door: planted and stolen sessions, two tabs, replays, what a stopped server leaves."""

from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from accounts.models import JournalEntry, OutboxMessage, Session, Throttle, User
from accounts.services.sign_in import FROM_ONE_ADDRESS, FROM_ONE_SOURCE
from accounts.services.throttles import count_failure
from citizens.services.security_answers import FROM_EVERYWHERE
from tests.accounts.sign_in_steps import is_signed_in
from tests.citizens.sign_in_steps import (
    CODE,
    CODE_PAGE,
    HOME,
    PASSWORD_PAGE,
    QUESTION_PAGE,
    SENT_CODE_PAGE,
    WRONG_ANSWER,
    answer,
    latest_digits,
    question_asked,
    reach_question,
    sign_in,
    type_code,
    type_password,
)
from tests.factories.secrets import PASSWORD
from tests.factories.security_options import make_person_with_options

pytestmark = pytest.mark.django_db
VARIANTS = [CODE, CODE.lower(), f" {CODE} ", "Tremblay 27", f"{CODE}\u00a0", "T R E M B L A Y 2 7"]


@pytest.fixture
def person() -> User:
    return make_person_with_options(user_code=CODE)


def test_variants_of_a_code_are_one_account_to_the_limits(person: User) -> None:
    for turn in range(FROM_ONE_SOURCE.tries):
        reach_question(Client(), VARIANTS[turn % len(VARIANTS)], f"essai {turn}")
    assert reach_question(Client(), "tReMbLaY27", PASSWORD).status_code == 429


def test_one_place_trying_many_codes_waits(person: User) -> None:
    for _turn in range(FROM_ONE_ADDRESS.tries - 1):
        count_failure(FROM_ONE_ADDRESS, "127.0.0.1", now=timezone.now())
    assert reach_question(Client(), "PERSONNE99", "essai").status_code == 200
    assert reach_question(Client()).status_code == 429
    assert reach_question(Client(REMOTE_ADDR="198.51.100.7"))["Location"] == QUESTION_PAGE


def test_answers_from_many_places_wait_and_the_owner_has_another_way(person: User) -> None:
    for _turn in range(FROM_EVERYWHERE.tries - 1):
        count_failure(FROM_EVERYWHERE, person.username, now=timezone.now())
    guesser = Client(REMOTE_ADDR="198.51.100.7")
    reach_question(guesser)
    assert answer(guesser, person, WRONG_ANSWER).status_code == 200
    owner = Client(REMOTE_ADDR="203.0.113.9")
    reach_question(owner)
    assert answer(owner, person).status_code == 429
    owner.post(QUESTION_PAGE, {"email_code": "1"})
    assert owner.post(SENT_CODE_PAGE, {"digits": latest_digits()})["Location"]
    assert is_signed_in(owner)


@pytest.mark.parametrize(
    "name",
    [
        "citizens:home",
        "citizens:services",
        "citizens:close",
        "accounts:profile",
        "accounts:messages",
        "accounts:not-me",
    ],
)
def test_between_password_and_answer_no_page_of_the_portal_opens(client: Client, person: User, name: str) -> None:
    reach_question(client)
    for ask in (client.get, client.post):
        assert ask(reverse(name)).status_code in {302, 405}
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "name",
    [
        "accounts:second-factor",
        "accounts:sign-in-code",
        "accounts:temporary-password",
        "accounts:new-terms",
        "citizens:reopen",
    ],
)
def test_no_other_step_passes_the_question(client: Client, person: User, name: str) -> None:
    reach_question(client)
    sent = {"code": "000000", "digits": "000000", "password": PASSWORD, "accepted": "on", "number": "1"}
    assert client.post(reverse(name), sent).status_code == 302
    assert not is_signed_in(client)
    assert User.objects.get(pk=person.pk).check_password(PASSWORD)


def test_a_planted_session_is_nobody_s_after_the_sign_in(person: User) -> None:
    victim, attacker = Client(), Client()
    reach_question(attacker)  # any page that keeps a session
    planted = attacker.cookies["sessionid"].value
    victim.cookies["sessionid"] = planted
    sign_in(victim, person)
    assert is_signed_in(victim)
    assert victim.cookies["sessionid"].value != planted
    assert not Session.objects.filter(pk=planted).exists()
    assert attacker.get(reverse("citizens:home")).status_code == 302


def test_the_session_of_the_question_is_not_the_one_after_it(client: Client, person: User) -> None:
    reach_question(client)
    before = client.cookies["sessionid"].value
    answer(client, person)
    thief = Client()
    thief.cookies["sessionid"] = before
    assert thief.get(QUESTION_PAGE)["Location"].startswith("/fr/session/expiree/")
    assert not is_signed_in(thief)


def test_a_stolen_cookie_of_the_first_page_is_no_more_than_the_code(client: Client, person: User) -> None:
    type_code(client)
    stolen = client.cookies["sign_in"].value
    thief = Client(REMOTE_ADDR="198.51.100.7")
    thief.cookies["sign_in"] = stolen
    assert thief.get(PASSWORD_PAGE).status_code == 200
    assert type_password(thief, "essai").status_code == 200
    assert not is_signed_in(thief)
    altered = stolen[:-4] + ("AAAA" if stolen[-4:] != "AAAA" else "BBBB")
    thief.cookies["sign_in"] = altered
    assert type_password(thief)["Location"] == CODE_PAGE


def test_the_cookie_of_the_first_page_ends_after_fifteen_minutes(client: Client, person: User) -> None:
    with freeze_time("2026-11-23 13:00:00") as clock:
        type_code(client)
        clock.tick(16 * 60)
        assert type_password(client)["Location"] == CODE_PAGE


def test_a_password_typed_for_the_code_of_another_tab_is_tried_on_neither(client: Client, person: User) -> None:
    make_person_with_options(user_code="BOUCHARD5")
    type_code(client)
    type_code(client, "BOUCHARD5")
    page = client.post(PASSWORD_PAGE, {"user_code": CODE, "password": PASSWORD}).content.decode()
    assert "Le code d’utilisateur a changé dans un autre onglet" in page
    assert "<title>Erreur" in page
    assert 'value="BOUCHARD5"' in page
    assert not Throttle.objects.exists()
    assert client.post(PASSWORD_PAGE, {"user_code": "BOUCHARD5", "password": PASSWORD})["Location"] == QUESTION_PAGE


def test_a_password_sent_twice_waits_at_one_question(client: Client, person: User) -> None:
    type_code(client)
    pending = client.cookies["sign_in"].value
    first = type_password(client)
    client.cookies["sign_in"] = pending
    assert type_password(client)["Location"] == first["Location"] == QUESTION_PAGE
    assert answer(client, person)["Location"] != QUESTION_PAGE
    assert JournalEntry.objects.filter(action="account.signed_in").count() == 1


def test_another_person_s_sign_in_in_the_same_browser_takes_over_whole(client: Client, person: User) -> None:
    other = make_person_with_options(user_code="BOUCHARD5")
    reach_question(client)
    reach_question(client, "BOUCHARD5")
    assert answer(client, other)["Location"]
    assert client.session["_auth_user_id"] == str(other.pk)


@pytest.mark.parametrize("page", [QUESTION_PAGE, SENT_CODE_PAGE])
def test_back_and_replay_after_the_sign_in_lead_into_the_session(client: Client, person: User, page: str) -> None:
    reach_question(client)
    question, right = question_asked(person)
    answer(client, person)
    for ask in (
        client.get,
        lambda path: client.post(path, {"question": question, "answer": right, "digits": "000000"}),
    ):
        assert client.get(ask(page)["Location"])["Location"] == "/fr/"
    assert JournalEntry.objects.filter(action="account.signed_in").count() == 1


def test_the_code_of_one_account_opens_no_other(client: Client, person: User) -> None:
    make_person_with_options(user_code="BOUCHARD5")
    reach_question(client)
    client.post(QUESTION_PAGE, {"email_code": "1"})
    digits = latest_digits()
    other = Client()
    reach_question(other, "BOUCHARD5")
    assert "n’est plus valide" in other.post(SENT_CODE_PAGE, {"digits": digits}).content.decode()
    assert not is_signed_in(other)


def test_a_code_by_e_mail_is_guessed_five_times_and_no_more(client: Client, person: User) -> None:
    reach_question(client)
    client.post(QUESTION_PAGE, {"email_code": "1"})
    digits = latest_digits()
    for _turn in range(5):
        client.post(SENT_CODE_PAGE, {"digits": "111111" if digits != "111111" else "222222"})
    assert "n’est plus valide" in client.post(SENT_CODE_PAGE, {"digits": digits}).content.decode()
    assert not is_signed_in(client)


def test_codes_by_e_mail_asked_again_and_again_are_not_guessed_for_ever(client: Client, person: User) -> None:
    with freeze_time("2026-11-23 13:00:00") as clock:
        for _code in range(2):
            clock.tick(61)
            reach_question(client)
            client.post(QUESTION_PAGE, {"email_code": "1"})
            wrong = "111111" if latest_digits() != "111111" else "222222"
            for _turn in range(5):
                assert "inexact" in client.post(SENT_CODE_PAGE, {"digits": wrong}).content.decode()
        clock.tick(61)
        client.post(SENT_CODE_PAGE, {"resend": "1"})
        assert "trop de tentatives" in client.post(SENT_CODE_PAGE, {"digits": latest_digits()}).content.decode()
        assert not is_signed_in(client)
        owner = Client(REMOTE_ADDR="203.0.113.9")
        reach_question(owner)
        assert owner.post(SENT_CODE_PAGE, {"digits": latest_digits()})["Location"] == HOME


@pytest.mark.parametrize("step", [sign_in, lambda client, _person: reach_question(client)])
def test_every_cookie_is_closed_to_scripts_and_to_plain_http(
    client: Client, person: User, settings: LazySettings, step: Callable[..., object]
) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    step(client, person)
    for name, cookie in client.cookies.items():
        if cookie.value:
            assert (cookie["secure"], cookie["samesite"]) == (True, "Lax"), name
            assert cookie["httponly"] or name == "csrftoken", name


def test_without_redis_a_person_signs_in_and_the_code_by_e_mail_waits(
    client: Client, person: User, settings: LazySettings
) -> None:
    settings.REDIS_URL = "unix:///nowhere?db=0"
    settings.CELERY_BROKER_URL = "redis+socket:///nowhere"
    sign_in(client, person)
    assert is_signed_in(client)
    other = Client()
    reach_question(other)
    other.post(QUESTION_PAGE, {"email_code": "1"})
    assert OutboxMessage.objects.filter(done_at=None).count() == 1
    assert other.post(SENT_CODE_PAGE, {"digits": latest_digits()})["Location"]
    assert is_signed_in(other)
