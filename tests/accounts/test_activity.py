"""Own history: what I did and what was done about my account, by whom, never more than is mine."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.events import AGENT_SIGNED_IN, KEYS_ROTATED, PASSWORD_CHANGED, PROFILE_CHANGED
from accounts.models import JournalEntry
from accounts.queries.activity import activity_of
from accounts.services.journal import record
from accounts.services.sign_in import unlock_account
from enterprises.models import Member
from tests.accounts.sign_in_steps import fail, sign_in
from tests.factories.enterprises import make_rse, make_user

pytestmark = pytest.mark.django_db
PAGE = "/fr/profil/activite/"


@pytest.fixture
def rse() -> Member:
    return make_rse(user=make_user(user_code="KLMT4829"))


def rows(client: Client) -> list[tuple[str, str, str]]:
    return [tuple(str(cell["text"]) for cell in row[1:]) for row in client.get(PAGE).context["rows"]]


def test_a_person_reads_their_own_acts_and_what_was_done_about_them(client: Client, rse: Member) -> None:
    fail(Client(REMOTE_ADDR="198.51.100.7"), "KLMT4829", 1)
    agent = make_user("A", user_code="AGENT1", first_name="Luce", last_name="Roy")
    unlock_account(rse.user, by=agent, reason="appel")
    sign_in(client, "KLMT4829", REMOTE_ADDR="192.0.2.1")
    assert rows(client) == [
        ("Ouverture de session", "Vous", "192.0.2.1"),
        ("Accès débloqué par un agent", "Un agent de Revenu Québec", "–"),
        ("Ouverture de session refusée", "Une personne sans session", "198.51.100.7"),
    ]
    assert "Roy" not in client.get(PAGE).content.decode()


def test_nothing_of_another_person_nor_of_the_system(client: Client, rse: Member) -> None:
    other = make_user()
    record(PROFILE_CHANGED, by=other, subject=other)
    record(KEYS_ROTATED, by=rse.user, subject=rse.user)
    record(AGENT_SIGNED_IN, by=other, subject=other)
    sign_in(client, "KLMT4829")
    assert [row[0] for row in rows(client)] == ["Ouverture de session"]


def test_twelve_months_are_shown(rse: Member) -> None:
    record(PASSWORD_CHANGED, by=rse.user, subject=rse.user)
    now = timezone.now()
    assert activity_of(rse.user, now=now + timedelta(days=365)).count() == 1
    assert activity_of(rse.user, now=now + timedelta(days=367)).count() == 0


@pytest.mark.parametrize("number", [1, 30])
def test_one_row_and_thirty_cost_the_same(client: Client, rse: Member, django_assert_num_queries, number: int) -> None:
    sign_in(client, "KLMT4829")
    for _turn in range(number - 1):
        record(PROFILE_CHANGED, by=rse.user, subject=rse.user)
    client.get(PAGE)
    with django_assert_num_queries(4):
        answer = client.get(PAGE)
    assert JournalEntry.objects.count() == number
    assert len(answer.context["rows"]) == min(number, 25)
    assert len(client.get(f"{PAGE}?page=2").context["rows"]) == (5 if number == 30 else 1)
