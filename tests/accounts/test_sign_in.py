"""Sign-in to clicSÉQUR – Entreprises: two pages, one sentence for every failure."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import JournalEntry, OutboxMessage, Throttle, User
from accounts.states import UserState
from enterprises.models import Member
from tests.factories.enterprises import PASSWORD, make_enterprise, make_rse, make_user

CODE_PAGE = "/fr/entreprises/session/"
PASSWORD_PAGE = "/fr/entreprises/session/mot-de-passe/"
pytestmark = pytest.mark.django_db


def sign_in(client: Client, code: str, password: str = PASSWORD, *, query: str = "?next=/fr/recuperation/terminee/", **headers: str):
    client.post(f"{CODE_PAGE}{query}", {"user_code": code}, **headers)
    return client.post(PASSWORD_PAGE, {"password": password}, **headers)


def test_the_right_code_and_password_open_a_session(client: Client) -> None:
    rse = make_rse()
    answer = sign_in(client, rse.user.user_code)
    assert (answer.status_code, answer["Location"]) == (302, "/fr/recuperation/terminee/")
    assert client.session["_auth_user_id"] == str(rse.user.pk)


@pytest.mark.parametrize("typed", ["klmt 1234", "  KLMT1234 ", "klmt1234\u00a0"])
def test_a_code_is_case_blind_and_trimmed(client: Client, typed: str) -> None:
    make_rse(user=make_user(user_code="KLMT1234"))
    assert sign_in(client, typed).status_code == 302
