"""What is owed leaves once: never before the commit, never twice, never forgotten."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import connections, transaction
from django.utils import timezone

from accounts.models import OutboxMessage, Throttle
from accounts.services.email_codes import send_email_code
from accounts.services.outbox import ATTEMPTS, claim_due, deliver, enqueue, wait_after
from accounts.tasks import deliver_message
from tests.accounts.outbox_notifications import fails, fails_after_its_effect, leaves_a_row

NOW = timezone.now


def owed(handler: Callable[..., None] = leaves_a_row, **arguments: Any) -> OutboxMessage:
    enqueue(handler, **arguments)
    return OutboxMessage.objects.latest("created_at")


def in_two_threads(work: Callable[[], Any]) -> list[Any]:
    """Run `work` twice at the same instant, each on a connection of its own."""
    start = Barrier(2)

    def run() -> Any:
        start.wait()
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        return [future.result() for future in [pool.submit(run), pool.submit(run)]]


@pytest.mark.django_db
def test_only_a_function_of_a_notifications_module_is_owed() -> None:
    with pytest.raises(ValueError, match="not in a notifications module"):
        enqueue(send_email_code)
    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_business_transaction_that_fails_owes_nothing() -> None:
    with transaction.atomic():
        enqueue(leaves_a_row)
        transaction.set_rollback(True)
    assert claim_due(now=NOW()) == []


@pytest.mark.django_db
def test_a_row_is_done_in_the_transaction_of_its_effect() -> None:
    message = owed()
    assert deliver(message.pk) is True
    assert OutboxMessage.objects.get().done_at is not None
    assert Throttle.objects.count() == 1


@pytest.mark.django_db
def test_a_row_done_is_not_done_again() -> None:
    message = owed()
    assert [deliver(message.pk), deliver(message.pk), deliver_message(str(message.pk))] == [True, False, False]
    assert Throttle.objects.count() == 1


@pytest.mark.django_db
def test_a_row_that_is_gone_is_nothing_to_do() -> None:
    assert deliver(UUID(int=0)) is False


@pytest.mark.django_db
def test_a_claimed_row_waits_for_its_worker_then_is_due_again() -> None:
    message, now = owed(), NOW()
    assert claim_due(now=now) == [message.pk]
    assert claim_due(now=now + timedelta(seconds=9)) == []
    assert claim_due(now=now + timedelta(seconds=10)) == [message.pk]  # the relay died before it published
    assert claim_due(now=now + timedelta(seconds=29)) == []
    assert claim_due(now=now + timedelta(seconds=30)) == [message.pk]
    assert OutboxMessage.objects.get().attempts == 3


@pytest.mark.django_db
def test_a_row_done_is_not_claimed() -> None:
    deliver(owed().pk)
    assert claim_due(now=NOW() + timedelta(days=2)) == []


@pytest.mark.django_db
def test_the_oldest_are_claimed_first_a_batch_at_a_time() -> None:
    ids = [owed().pk for _turn in range(5)]
    OutboxMessage.objects.filter(pk=ids[4]).update(due_at=NOW() - timedelta(hours=1))
    assert claim_due(now=NOW(), limit=2) == [ids[4], ids[0]]
    assert set(claim_due(now=NOW(), limit=10)) == set(ids[1:4])


@pytest.mark.django_db
def test_claiming_costs_the_same_for_one_row_and_for_thirty(django_assert_num_queries: Any) -> None:
    for number in (1, 30):
        for _turn in range(number):
            owed()
        with django_assert_num_queries(4):  # savepoint, lock, update, release
            assert len(claim_due(now=NOW())) == number


@pytest.mark.django_db
def test_a_failure_stays_owed_and_is_noted_without_what_was_typed() -> None:
    message = owed(fails, typed="123456")
    assert deliver(message.pk) is False
    kept = OutboxMessage.objects.get()
    assert (kept.done_at, kept.last_error) == (None, "ConnectionRefusedError")
    assert claim_due(now=NOW()) == [message.pk]


@pytest.mark.django_db
def test_a_failure_takes_back_its_effect() -> None:
    deliver(owed(fails_after_its_effect).pk)
    assert not Throttle.objects.exists()
    assert OutboxMessage.objects.get().last_error == "TimeoutError"


@pytest.mark.django_db
def test_after_the_last_attempt_a_row_is_left_to_an_operator() -> None:
    owed(fails, typed="x")
    now, claims = NOW(), 0
    while claim_due(now=now):
        claims += 1
        now += timedelta(hours=1)
    kept = OutboxMessage.objects.get()
    assert claims == ATTEMPTS
    assert kept.abandoned_at is not None
    assert kept.done_at is None
    assert claim_due(now=now + timedelta(days=365)) == []


def test_waits_double_up_to_an_hour() -> None:
    seconds = [int(wait_after(attempts).total_seconds()) for attempts in range(11)]
    assert seconds == [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]
    assert wait_after(1_000_000) == timedelta(hours=1)


@pytest.mark.django_db(transaction=True)
def test_two_relays_at_once_share_the_rows_and_wait_for_nobody() -> None:
    ids = {owed().pk for _turn in range(40)}
    now = NOW()
    with transaction.atomic():
        first = claim_due(now=now, limit=15)
        with ThreadPoolExecutor(1) as pool:  # another connection, while the first holds its rows

            def second() -> list[UUID]:
                try:
                    return claim_due(now=now, limit=100)
                finally:
                    connections.close_all()

            others = pool.submit(second).result(timeout=10)
    assert len(first) == 15
    assert len(others) == 25
    assert set(first) | set(others) == ids


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_the_same_id_do_it_once() -> None:
    message = owed()
    assert sorted(in_two_threads(lambda: deliver(message.pk))) == [False, True]
    assert Throttle.objects.count() == 1
