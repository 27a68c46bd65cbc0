"""Proving one's identity: three tries from a place, one answer, nothing kept of what was typed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError, connection, connections
from django.utils import timezone

from accounts.actors import VISITOR
from accounts.models import JournalEntry, OutboxMessage, Throttle
from accounts.services.outbox import deliver
from accounts.services.sign_in import Source
from accounts.states import Portal, UserState
from citizens.register import RegisterUnavailable
from citizens.services.access_codes import REQUEST, ask_access_code
from citizens.services.identity import VERIFICATION, IdentityMismatch, keep_proof, verify_identity
from citizens.states import ProofMethod
from clicsequr.kernel.errors import Throttled
from tests.factories.enterprises import make_user
from tests.factories.persons import NAS, details, make_registered_person, next_nas
from tests.factories.secrets import ACCESS_CODE, NOTICE_NUMBER

pytestmark = pytest.mark.django_db
NOW = timezone.now()
HERE = Source("192.0.2.1")
ELSEWHERE = Source("198.51.100.7")
DAY = timedelta(hours=24)


def verify(nas: str = NAS, *, source: Source = HERE, now: datetime = NOW, **changes: str) -> UUID:
    papers = {"access_code": ACCESS_CODE, "notice_number": NOTICE_NUMBER} | changes
    return verify_identity(nas, **papers, source=source, by=VISITOR, now=now)


def ask(nas: str = NAS, *, source: Source = HERE, now: datetime = NOW, **changes: Any) -> str:
    return ask_access_code(nas, details=details(**changes), source=source, by=VISITOR, now=now)


def wrong(**options: Any) -> None:
    verify(notice_number="ZQ4419K7XW3", **options)


def wrong_details(**options: Any) -> None:
    ask(line_199=Decimal("1"), **options)


QUESTIONS = [pytest.param(verify, wrong, id="identity"), pytest.param(ask, wrong_details, id="access code")]


def fail(act: Callable[..., object], times: int = 1, **options: Any) -> list[int]:
    """Fail so many times; give the tries left each time."""
    left = []
    for _turn in range(times):
        with pytest.raises(IdentityMismatch) as refusal:
            act(**options)
        left.append(refusal.value.tries_left)
    return left


def facts() -> list[tuple[str, str, dict[str, Any]]]:
    entries = JournalEntry.objects.order_by("id")
    return [(entry.action, entry.subject_id, entry.details) for entry in entries]


def test_the_right_papers_give_the_reference_and_leave_a_trace() -> None:
    person = make_registered_person()
    assert verify() == person.reference
    assert facts() == [("identity.matched", str(person.reference), {"method": "notice"})]


def test_a_mismatch_is_one_sentence_whatever_is_wrong() -> None:
    make_registered_person()
    refusals = set()
    for number, changes in enumerate(({"access_code": "000000"}, {"notice_number": "A" * 11}, {"nas": next_nas()})):
        with pytest.raises(IdentityMismatch) as refusal:
            verify(**changes, source=Source(f"192.0.2.{number}"))
        refusals.add((refusal.value.code, str(refusal.value.message), refusal.value.tries_left))
    assert len(refusals) == 1
    assert "Revenu Québec" in next(iter(refusals))[1]


def test_a_mismatch_names_the_person_only_to_the_journal() -> None:
    person = make_registered_person()
    fail(wrong)
    fail(wrong, nas=next_nas())
    (action, subject, kept), (_action, nobody, _kept) = facts()
    assert (action, subject, kept) == ("identity.mismatched", str(person.reference), {"method": "notice"})
    assert nobody not in ("", str(person.reference))


@pytest.mark.parametrize(("right", "wrong"), QUESTIONS)
def test_three_tries_then_a_day_for_this_person_and_place(
    right: Callable[..., object], wrong: Callable[..., None]
) -> None:
    make_registered_person()
    assert fail(wrong, 3) == [2, 1, 0]
    before = facts(), list(Throttle.objects.order_by("id").values())
    for moment in (NOW, NOW + DAY - timedelta(seconds=1)):
        with pytest.raises(Throttled) as refusal:
            right(now=moment)
        assert refusal.value.retry_at == NOW + DAY
    assert (facts(), list(Throttle.objects.order_by("id").values())) == before
    assert right(now=NOW + DAY + timedelta(seconds=1))


@pytest.mark.parametrize(("right", "wrong"), QUESTIONS)
def test_another_place_is_not_blocked(right: Callable[..., object], wrong: Callable[..., None]) -> None:
    make_registered_person()
    fail(wrong, 3)
    assert right(source=ELSEWHERE)
    assert right(source=Source(HERE.address, device="known"))


@pytest.mark.parametrize(("right", "wrong"), QUESTIONS)
def test_another_person_at_the_same_place_is_not_blocked(
    right: Callable[..., object], wrong: Callable[..., None]
) -> None:
    make_registered_person()
    fail(wrong, 3, nas=next_nas())
    assert right()


def test_the_last_try_is_told_to_the_journal() -> None:
    make_registered_person()
    fail(wrong, 3)
    fail(wrong_details, 3)
    assert [action for action, _subject, _kept in facts()] == [
        *["identity.mismatched"] * 3,
        "identity.blocked",
        *["access_code.mismatched"] * 3,
        "access_code.blocked",
    ]


def test_the_two_questions_have_tries_of_their_own() -> None:
    make_registered_person()
    fail(wrong, 3)
    assert ask() == ACCESS_CODE
    fail(wrong_details, 2)
    assert ask() == ACCESS_CODE  # a success starts again at zero
    assert fail(wrong_details) == [2]


def test_one_place_that_asks_about_many_persons_waits() -> None:
    make_registered_person()
    for _turn in range(VERIFICATION.from_one_address.tries):
        fail(wrong, nas=next_nas())
    with pytest.raises(Throttled) as refusal:
        verify()
    assert refusal.value.retry_at == NOW + timedelta(minutes=10)
    assert verify(source=ELSEWHERE)


@pytest.mark.parametrize(
    ("right", "wrong", "tries"),
    [(verify, wrong, VERIFICATION), (ask, wrong_details, REQUEST)],
)
def test_many_places_that_ask_about_one_person_are_slowed_down_and_the_person_is_not_shut_out(
    right: Callable[..., object], wrong: Callable[..., None], tries: Any
) -> None:
    make_registered_person()
    for number in range(tries.from_everywhere.tries):
        fail(wrong, source=Source(f"place {number}"))
    with pytest.raises(Throttled) as refusal:
        right()
    assert refusal.value.retry_at == NOW + timedelta(minutes=1)
    assert right(now=NOW + timedelta(minutes=1))
    assert tries.from_everywhere.longest_wait <= timedelta(hours=1)


@pytest.mark.parametrize(("right", "wrong"), QUESTIONS)
def test_a_register_that_does_not_answer_costs_no_try(right: Callable[..., object], wrong: Callable[..., None]) -> None:
    make_registered_person()

    def be_down(execute: Any, sql: str, *others: Any) -> Any:
        if "citizens_registeredperson" in sql:
            raise OperationalError("canceling statement due to statement timeout")
        return execute(sql, *others)

    for _turn in range(4):
        with connection.execute_wrapper(be_down), pytest.raises(RegisterUnavailable):
            wrong()
    assert not Throttle.objects.exists()
    assert not JournalEntry.objects.exists()
    assert right()


def test_no_throttle_says_whose_it_is() -> None:
    make_registered_person()
    fail(wrong)
    for row in Throttle.objects.order_by("id"):
        assert NAS.encode() not in bytes(row.key) + bytes(row.about)


def test_known_and_unknown_numbers_cost_the_same_statements(django_assert_num_queries: Any) -> None:
    make_registered_person()
    for number, nas in enumerate((NAS, next_nas())):
        with django_assert_num_queries(28):
            fail(wrong, nas=nas, source=Source(f"place {number}"))
        with django_assert_num_queries(28):
            fail(wrong_details, nas=nas, source=Source(f"place {number}"))


def test_the_code_is_given_and_told_to_the_accounts_of_the_person(mailoutbox: list[Any]) -> None:
    person = make_registered_person()
    owner = make_user(Portal.CITIZENS, state=UserState.ACTIVE, user_code="ODILE-1979", language="en")
    keep_proof(owner, reference=person.reference, method=ProofMethod.NOTICE, by=owner, now=NOW)
    assert ask() == ACCESS_CODE
    assert facts()[-1] == ("access_code.shown", str(person.reference), {})
    owed = OutboxMessage.objects.get()
    assert owed.arguments == {"user_id": str(owner.pk)}
    assert deliver(owed.pk) is True
    (mail,) = mailoutbox
    assert mail.to == [owner.email]
    assert "OD•••" in mail.body
    assert not any(secret in mail.body for secret in (ACCESS_CODE, owner.user_code))


def test_a_person_without_account_gets_the_code_and_no_mail() -> None:
    make_registered_person()
    closed = make_user(Portal.CITIZENS)
    person = make_registered_person(next_nas())
    keep_proof(closed, reference=person.reference, method=ProofMethod.NOTICE, by=closed, now=NOW)
    assert ask() == ACCESS_CODE
    assert not OutboxMessage.objects.exists()


def test_a_wrong_amount_gives_no_code_and_writes_to_nobody() -> None:
    person = make_registered_person()
    owner = make_user(Portal.CITIZENS)
    keep_proof(owner, reference=person.reference, method=ProofMethod.NOTICE, by=owner, now=NOW)
    fail(wrong_details)
    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("wrong", [pytest.param(wrong, id="identity"), pytest.param(wrong_details, id="access code")])
def test_parallel_guesses_are_all_counted(wrong: Callable[..., None]) -> None:
    """Eight at once get no more tries than one after the other."""
    make_registered_person()

    def guess(_number: int) -> str:
        try:
            wrong()
        except (IdentityMismatch, Throttled) as refusal:
            return type(refusal).__name__
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(guess, range(8)))
    assert answers == ["IdentityMismatch"] * 3 + ["Throttled"] * 5
