"""Statements written once read and write what the ORM reads and writes."""

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import AllocatedUserCode, JournalEntry, OutboxMessage, User
from citizens.models import CitizenProfile, SecurityAnswer
from clicsequr.kernel.pages import WriteOnRead, reading
from clicsequr.kernel.statements import Joined, Lookup, insert, planned_cursor
from enterprises.models import Member
from tests.factories.enterprises import make_rse, make_user
from tests.factories.security_options import make_person_with_options

pytestmark = pytest.mark.django_db


def test_a_lookup_gives_the_rows_of_the_orm(django_assert_num_queries) -> None:
    kept, _other = make_user(user_code="KLMT4829"), make_user(user_code="KLMT4830")
    with django_assert_num_queries(1):
        found = Lookup(User, "WHERE t.username = %s").all("E:KLMT4829")
    assert found == [kept]
    read = User.objects.get(pk=kept.pk)
    assert {**vars(found[0]), "_state": None} == {**vars(read), "_state": None}
    assert not found[0]._state.adding
    found[0].save(update_fields=["phone"])


def test_a_lookup_that_finds_nothing_gives_nothing() -> None:
    assert Lookup(User, "WHERE t.username = %s").first("E:NOBODY") is None
    assert Lookup(User, "WHERE t.username = %s").all("E:' OR 1=1 --") == []


def test_the_row_named_by_a_key_comes_along(django_assert_num_queries) -> None:
    member = make_rse()
    members = Lookup(Member, "WHERE t.user_id = %s", also="enterprise")
    with django_assert_num_queries(1):
        found = members.first(member.user.pk)
        assert found == member
        assert found.enterprise == member.enterprise
        assert found.enterprise.name == member.enterprise.name


def test_sealed_texts_are_read_in_clear() -> None:
    person = make_person_with_options()
    read = Lookup(SecurityAnswer, "WHERE also.user_id = %s ORDER BY t.position", also="profile").all(person.pk)
    wanted = SecurityAnswer.objects.filter(profile__user=person).order_by("position")
    assert [(row.question, row.answer_hash) for row in read] == [(row.question, row.answer_hash) for row in wanted]
    assert read[0].profile.phrase == CitizenProfile.objects.get(user=person).phrase


def test_an_inserted_row_is_whole_and_dated_by_the_database() -> None:
    insert(OutboxMessage(handler="a.notifications.b", arguments={"user_id": "é"}))
    message = OutboxMessage.objects.get()
    assert (message.handler, message.arguments, message.attempts) == ("a.notifications.b", {"user_id": "é"}, 0)
    assert (message.last_error, message.done_at) == ("", None)
    assert message.created_at == message.due_at
    insert(JournalEntry(action="a", actor_label="A", subject_type="t", subject_id="1", details={"n": 1}))
    entry = JournalEntry.objects.get()
    assert (entry.action, entry.details, entry.reason) == ("a", {"n": 1}, "")
    assert entry.recorded_at is not None


def test_a_constraint_refuses_an_inserted_row() -> None:
    insert(AllocatedUserCode(portal="E", user_code="KLMT4829"))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(AllocatedUserCode(portal="E", user_code="KLMT4829"))
    assert AllocatedUserCode.objects.count() == 1


def test_rows_of_several_models_come_in_one_statement(django_assert_num_queries) -> None:
    member = make_rse()
    both = Joined(
        {"m": Member, "person": User},
        "{m} JOIN {person} ON person.id = m.user_id WHERE m.id = %s",
        facts=("EXISTS (SELECT 1 FROM accounts_user WHERE username = %s)", "1 + 1"),
    )
    with django_assert_num_queries(1):
        found, person, exists, two = both.first("E:NOBODY", member.pk)
    assert (found, person, exists, two) == (member, member.user, False, 2)
    read = User.objects.get(pk=member.user_id)
    assert {**vars(person), "_state": None} == {**vars(read), "_state": None}
    assert both.first("E:NOBODY", make_user().pk) is None


def test_a_planned_statement_reads_the_same_and_is_planned_once() -> None:
    kept = make_user(user_code="KLMT4829")
    planned = Lookup(User, "WHERE t.username = %s", planned=True)
    for _turn in range(3):
        [found] = planned.all("E:KLMT4829")
        assert {**vars(found), "_state": None} == {**vars(User.objects.get(pk=kept.pk)), "_state": None}
    assert planned.all("E:' OR 1=1 --") == []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans + custom_plans FROM pg_prepared_statements WHERE statement LIKE %s",
            ["%t.username = $1%"],
        )
        assert cursor.fetchall() == [(4,)]


def test_a_planned_statement_writes_nothing_on_a_page_that_reads() -> None:
    with reading(), pytest.raises(WriteOnRead), planned_cursor() as cursor:
        cursor.execute("DELETE FROM accounts_user")
