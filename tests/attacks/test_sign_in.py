"""Guessing at the doors: variants of a code, replayed codes and challenges, planted sessions, what answers tell."""

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from accounts.models import EmailCode, Throttle
from accounts.services.sign_in import FROM_ONE_SOURCE
from enterprises.models import Registration
from enterprises.steps import Step
from tests.accounts.sign_in_steps import (
    PASSWORD_PAGE,
    is_signed_in,
    sign_in,
    type_code,
    type_password,
)
from tests.factories.enterprises import make_rse, make_user
from tests.factories.registrations import Applicant, answers_for, make_terms, neq_of
from tests.factories.secrets import PASSWORD
from tests.factories.waiting_registrations import make_waiting_registration

pytestmark = pytest.mark.django_db

VARIANTS = ["KLMT4829", "klmt4829", " KLMT 4829 ", "k l m t 4 8 2 9", "KLMT4829\u00a0", "KLMT\u20034829"]


def test_variants_of_a_code_are_one_account_to_the_limits() -> None:
    make_rse(user=make_user(user_code="KLMT4829"))
    for turn in range(FROM_ONE_SOURCE.tries):
        client = Client()
        type_code(client, VARIANTS[turn % len(VARIANTS)])
        type_password(client, f"essai {turn}")
    client = Client()
    type_code(client, "kLmT4829")
    assert type_password(client, PASSWORD).status_code == 429
    assert not is_signed_in(client)


def shape(code: str) -> tuple[int, int, str, int]:
    """What a guesser sees of a wrong password, and what it costs."""
    Throttle.objects.all().delete()  # a first failure is written with other statements than a second
    client = Client()
    type_code(client, code)
    with CaptureQueriesContext(connection) as queries:
        answer = type_password(client, "un mauvais mot de passe")
    page = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", answer.content.decode()).replace(code, "")
    return answer.status_code, len(queries), page, len(answer.cookies)


def test_an_unknown_code_a_suspended_account_and_a_closed_one_look_alike() -> None:
    known = make_rse().user
    suspended, closed, unusable = make_user(state="suspended"), make_user(state="closed"), make_user()
    unusable.set_unusable_password()
    unusable.save()
    codes = [user.user_code for user in (known, suspended, closed, unusable)]
    shapes = {shape(code) for code in [*codes, "ZZZZ9999"]}
    assert len(shapes) == 1


@pytest.mark.parametrize("wrong", [{"email": "x@exemple.ca"}, {"user_code": "ZZZZ9999"}])
def test_a_recovery_tells_nothing_of_an_account(wrong: dict[str, str]) -> None:
    make_rse(user=make_user(user_code="KLMT4829", email="odile@exemple.ca"))
    right = {"user_code": "KLMT4829", "email": "odile@exemple.ca"}
    seen = []
    for sent in (right, right | wrong):
        Throttle.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            answer = Client().post(reverse("enterprises:recover-password"), sent)
        seen.append((answer.status_code, answer["Location"], len(queries)))
    assert seen[0] == seen[1]


def draft() -> Registration:
    make_terms()
    one = Applicant(answers_for("corporation", neq=neq_of("corporation")))
    one.walk(until=Step.CHECK)
    return one.draft


def test_a_resume_tells_nothing_of_a_draft() -> None:
    found = draft()
    EmailCode.objects.all().delete()
    pages = []
    for reference in (found.reference, "INS-2026-7KQ4-M2XD"):
        client = Client()
        asked = client.post(
            reverse("enterprises:registration-resume"), {"reference": reference, "email": found.rse_email}
        )
        shown = client.get(asked["Location"]).content.decode()
        wrong = client.post(asked["Location"], {"code": "000000"})
        pages.append((asked.status_code, asked["Location"], re.sub(r'value="\w{64}"', "", shown), wrong.status_code))
        assert "inexact ou n’est plus valide" in wrong.content.decode()
    assert pages[0] == pages[1]


def test_the_code_of_a_draft_is_guessed_five_times_and_no_more() -> None:
    found = draft()
    EmailCode.objects.all().delete()
    client = Client()
    asked = client.post(
        reverse("enterprises:registration-resume"), {"reference": found.reference, "email": found.rse_email}
    )
    code = EmailCode.objects.get().sealed_code
    wrong = "111111" if code != "111111" else "222222"
    for _try in range(5):
        client.post(asked["Location"], {"code": wrong})
    client.post(asked["Location"], {"code": code})
    assert "registration_id" not in client.session
    assert Registration.objects.get(pk=found.pk).version == found.version


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30))


def test_a_code_of_an_application_opens_one_session() -> None:
    user = make_rse().user
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    code = code_of(secret)
    opened = []
    for typed in (code, code, f"{code[:3]} {code[3:]}"):
        client = Client()
        sign_in(client, user.user_code)
        assert not is_signed_in(client)
        client.post(reverse("accounts:second-factor"), {"code": typed})
        opened.append(is_signed_in(client))
    assert opened == [True, False, False]


def test_between_password_and_second_factor_no_page_of_the_portal_opens() -> None:
    user = make_rse().user
    TOTP.activate(user, generate_totp_secret())
    client = Client()
    sign_in(client, user.user_code)
    for name in ("enterprises:home", "accounts:profile", "accounts:messages", "accounts:password-change"):
        assert client.get(reverse(name)).status_code == 302
        assert not is_signed_in(client)
    for name in ("accounts:temporary-password", "accounts:new-terms"):
        assert client.post(reverse(name), {"password": PASSWORD, "accepted": "on", "number": "1"}).status_code == 302
    assert not is_signed_in(client)


def test_a_planted_session_is_nobody_s_after_the_sign_in() -> None:
    victim, attacker = Client(), Client()
    attacker.post(reverse("enterprises:registration-start"))
    planted = attacker.cookies["sessionid"].value
    victim.cookies["sessionid"] = planted
    sign_in(victim, make_rse().user.user_code)
    assert is_signed_in(victim)
    assert victim.cookies["sessionid"].value != planted
    assert not is_signed_in(attacker)
    assert attacker.get(reverse("enterprises:home")).status_code == 302


def test_the_cookie_between_code_and_password_is_not_for_sale() -> None:
    client, other = Client(), Client()
    type_code(client, make_rse().user.user_code)
    sealed = client.cookies["sign_in"].value
    other.cookies["sign_in"] = sealed[:-4] + ("AAAA" if sealed[-4:] != "AAAA" else "BBBB")
    assert other.post(PASSWORD_PAGE, {"password": PASSWORD})["Location"].startswith("/fr/entreprises/session/")
    assert not is_signed_in(other)
    assert Throttle.objects.count() == 0


def test_a_registration_shown_after_its_password_is_hidden_again_as_a_session_is() -> None:
    waiting = make_waiting_registration()
    client = Client()
    with freeze_time("2026-03-01 12:00:00") as clock:
        sign_in(client, waiting.user_code)
        status = reverse("enterprises:registration-status")
        clock.tick(19 * 60)
        assert waiting.reference in client.get(status).content.decode()
        clock.tick(2 * 60)
        assert client.get(status)["Location"] == reverse("enterprises:sign-in")
        assert client.get(reverse("enterprises:designation"))["Location"] == status
