"""Too many tries: waits by account and source, the same for unknown codes, and nobody shut out from elsewhere."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from freezegun import freeze_time

from accounts.models import JournalEntry, OutboxMessage
from accounts.services.sign_in import FROM_EVERYWHERE, FROM_ONE_ADDRESS, FROM_ONE_SOURCE, unlock_account
from accounts.services.throttles import Limit, count_failure
from accounts.states import Portal
from enterprises.models import Member
from tests.accounts.sign_in_steps import HOME, deliver_all, fail, is_signed_in, mails, owed, sign_in, type_password
from tests.factories.enterprises import make_rse, make_user

pytestmark = pytest.mark.django_db
HERE, ELSEWHERE = {"REMOTE_ADDR": "192.0.2.1"}, {"REMOTE_ADDR": "198.51.100.7"}


@pytest.fixture
def rse() -> Member:
    return make_rse(user=make_user(user_code="KLMT4829"))


@pytest.mark.parametrize("code", ["KLMT4829", "BCDF2345"])
def test_the_fifth_failure_warns_and_the_eighth_locks_known_code_or_not(client: Client, rse: Member, code: str) -> None:
    assert "Après 8 essais" not in fail(client, code, 4).content.decode()
    assert "Après 8 essais" in fail(client, code, 1).content.decode()
    assert "maintenant bloqués" in fail(client, code, 3).content.decode()
    refused = type_password(client)
    assert refused.status_code == 429
    assert 1790 < int(refused["Retry-After"]) <= 1800
    page = refused.content.decode()
    assert "Trop de tentatives" in page
    assert "Récupérer votre accès sans attendre" in page
    assert not is_signed_in(client)


def test_the_wait_is_half_an_hour_then_doubled(client: Client, rse: Member) -> None:
    with freeze_time("2026-11-23 13:00:00") as clock:
        fail(client, "KLMT4829", 8)
        clock.tick(timedelta(minutes=29))
        assert sign_in(client, "KLMT4829").status_code == 429
        clock.tick(timedelta(minutes=2))
        assert fail(client, "KLMT4829", 1).status_code == 200
        clock.tick(timedelta(minutes=59))
        assert sign_in(client, "KLMT4829").status_code == 429
        clock.tick(timedelta(minutes=2))
        assert sign_in(client, "KLMT4829")["Location"] == HOME


def test_a_success_starts_again_at_zero(client: Client, rse: Member) -> None:
    fail(client, "KLMT4829", 7)
    assert sign_in(client, "KLMT4829")["Location"] == HOME
    client.post("/fr/session/fermer/")
    assert fail(client, "KLMT4829", 7).status_code == 200
    assert type_password(client)["Location"] == HOME


def test_nobody_is_locked_out_by_failures_from_elsewhere(rse: Member) -> None:
    attacker, owner = Client(**ELSEWHERE), Client(**HERE)
    fail(attacker, "KLMT4829", 8)
    assert type_password(attacker).status_code == 429
    assert sign_in(owner, "KLMT4829")["Location"] == HOME


def test_a_colleague_behind_the_same_address_locks_out_no_known_device(rse: Member) -> None:
    owner, colleague = Client(**HERE), Client(**HERE)
    sign_in(owner, "KLMT4829")
    owner.post("/fr/session/fermer/")
    fail(colleague, "KLMT4829", 8)
    assert type_password(colleague).status_code == 429
    assert sign_in(owner, "KLMT4829")["Location"] == HOME


def test_a_known_device_is_limited_too(rse: Member) -> None:
    thief = Client(**HERE)
    sign_in(thief, "KLMT4829")
    thief.post("/fr/session/fermer/")
    fail(thief, "KLMT4829", 8)
    # The device decides, whatever the address it comes from.
    assert type_password(thief, **ELSEWHERE).status_code == 429


def test_one_address_cannot_try_many_codes(rse: Member) -> None:
    now = timezone.now()
    for _turn in range(FROM_ONE_ADDRESS.tries):
        count_failure(FROM_ONE_ADDRESS, HERE["REMOTE_ADDR"], now=now)
    assert sign_in(Client(**HERE), "KLMT4829").status_code == 429
    assert sign_in(Client(**ELSEWHERE), "KLMT4829")["Location"] == HOME


def test_many_addresses_on_one_code_delay_minutes_at_most_and_no_known_device(rse: Member) -> None:
    owner = Client(**HERE)
    sign_in(owner, "KLMT4829")
    owner.post("/fr/session/fermer/")
    now = timezone.now()
    for _turn in range(FROM_EVERYWHERE.tries + 20):
        count_failure(FROM_EVERYWHERE, "E:KLMT4829", now=now)
    refused = sign_in(Client(**ELSEWHERE), "KLMT4829")
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) <= 300
    assert sign_in(owner, "KLMT4829")["Location"] == HOME


def test_an_old_failure_is_forgotten(client: Client, rse: Member) -> None:
    with freeze_time("2026-11-23 13:00:00") as clock:
        fail(client, "KLMT4829", 7)
        clock.tick(timedelta(hours=25))
        assert "Après 8 essais" not in fail(client, "KLMT4829", 1).content.decode()


def test_the_owner_is_told_once_of_a_lock_and_nobody_of_an_unknown_code(rse: Member) -> None:
    for code in ("KLMT4829", "BCDF2345"):
        fail(Client(), code, 8)
    assert owed() == ["account_locked", "account_locked"]
    deliver_all()
    [(to, subject, text)] = mails()
    assert (to, subject) == (rse.user.email, "Accès à votre compte bloqué pour un temps")
    assert "KLMT4829" not in text
    assert not OutboxMessage.objects.filter(done_at=None).exists()


def test_an_agent_unlocks_an_account_everywhere(rse: Member) -> None:
    agent = make_user(Portal.AGENTS, user_code="AGENT1")
    clients = [Client(**HERE), Client(**ELSEWHERE)]
    for client in clients:
        fail(client, "KLMT4829", 8)
    unlock_account(rse.user, by=agent, reason="appel")
    assert [type_password(client)["Location"] for client in clients] == [HOME, HOME]
    fact = JournalEntry.objects.get(action="account.unlocked")
    assert (fact.actor_id, fact.subject_id, fact.reason) == (str(agent.pk), str(rse.user.pk), "appel")


def test_a_locked_source_costs_no_hash(client: Client, rse: Member, django_assert_num_queries) -> None:
    fail(client, "KLMT4829", 8)
    with django_assert_num_queries(4):  # the page's transaction, the turn, the limits
        type_password(client)


@pytest.mark.parametrize(
    ("failures", "minutes"), [(7, 0), (8, 30), (9, 60), (10, 120), (13, 960), (14, 1440), (60, 1440)]
)
def test_the_growing_wait(failures: int, minutes: int) -> None:
    assert FROM_ONE_SOURCE.wait_after(failures) == timedelta(minutes=minutes)


def test_limits_have_names_of_their_own() -> None:
    limits = [FROM_ONE_SOURCE, FROM_ONE_ADDRESS, FROM_EVERYWHERE]
    assert len({limit.name for limit in limits}) == 3
    assert all(isinstance(limit, Limit) for limit in limits)


@pytest.mark.django_db(transaction=True)
def test_parallel_guesses_are_all_counted() -> None:
    """Sixteen at once get no more tries than one after the other."""
    make_rse(user=make_user(user_code="KLMT4829"))

    def guess(_number: int) -> int:
        client = Client(**HERE)
        try:
            return fail(client, "KLMT4829", 1).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(guess, range(16)))
    assert answers == [200] * 8 + [429] * 8
    assert JournalEntry.objects.filter(action="account.sign_in_refused").count() == 8
