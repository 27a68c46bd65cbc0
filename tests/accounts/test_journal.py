"""The journal: append-only, chained, and a broken link is named."""

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.actors import SYSTEM
from accounts.events import KEYS_ROTATED
from accounts.models import JournalEntry
from accounts.services.chain import verify_chain
from accounts.services.journal import record
from tests.factories.enterprises import make_user


def record_facts(number: int) -> None:
    for _turn in range(number):
        with transaction.atomic():
            record(KEYS_ROTATED, by=SYSTEM, subject=make_user(), reason="essai « é »", step="accentué")


@pytest.mark.django_db(transaction=True)
def test_each_commit_closes_its_links_in_order() -> None:
    record_facts(3)
    assert list(JournalEntry.objects.order_by("id").values_list("position", flat=True)) == [1, 2, 3]
    report = verify_chain()
    assert (report.checked, report.broken_at) == (3, None)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE accounts_journalentry SET reason = 'autre'",
        "UPDATE accounts_journalentry SET hash = '\\x00'",
        "DELETE FROM accounts_journalentry",
    ],
)
def test_a_fact_is_never_changed_or_removed(attack: str) -> None:
    record_facts(1)
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(attack)
    assert verify_chain().broken_at is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("attack", "problem"),
    [
        ("UPDATE accounts_journalentry SET reason = 'autre' WHERE position = 2", "entry altered"),
        ("DELETE FROM accounts_journalentry WHERE position = 2", "entry missing before this one"),
        ("UPDATE accounts_journalentry SET previous_hash = '\\x00' WHERE position = 2", "link to another entry"),
        ("UPDATE accounts_journalentry SET position = NULL WHERE position = 3", "entry without a link"),
    ],
)
def test_what_a_superuser_does_behind_the_triggers_is_found(attack: str, problem: str) -> None:
    record_facts(3)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_journalentry DISABLE TRIGGER USER")
        cursor.execute(attack)
        cursor.execute("ALTER TABLE accounts_journalentry ENABLE TRIGGER USER")
        cursor.execute("ALTER TABLE accounts_journalentry DISABLE TRIGGER journal_no_truncate")
    assert verify_chain().problem == problem


@pytest.mark.django_db(transaction=True)
def test_the_journal_is_never_emptied() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_journalentry ENABLE TRIGGER journal_no_truncate")
        with pytest.raises(DatabaseError, match="append-only"):
            cursor.execute("TRUNCATE accounts_journalentry")
        transaction.set_rollback(True)
