"""The role of the application cannot change what the journal holds, nor let an entry out of the chain."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from accounts.actors import SYSTEM
from accounts.events import KEYS_ROTATED
from accounts.models import JournalEntry
from accounts.services.chain import verify_chain
from accounts.services.journal import record
from tests.factories.enterprises import make_user

ROLE = "clicsequr_app"


@pytest.fixture
def as_application(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run what follows with the rights of the application, after one entry of the journal."""
    monkeypatch.setenv("DATABASE_APP_URL", f"postgresql://{ROLE}@/any?host=/any")
    call_command("upgrade", verbosity=0, no_catalogue=True)
    record(KEYS_ROTATED, by=SYSTEM, subject=make_user())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"SET LOCAL ROLE {ROLE}")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_journalentry SET reason = 'x'",
        "UPDATE accounts_journalentry SET hash = NULL",
        "DELETE FROM accounts_journalentry",
        "TRUNCATE accounts_journalentry",
        "TRUNCATE accounts_user CASCADE",
        "DROP TABLE accounts_journalentry",
        "ALTER TABLE accounts_journalentry DISABLE TRIGGER ALL",
        "ALTER TABLE accounts_journalentry RENAME TO other",
        "DROP TRIGGER journal_append_only ON accounts_journalentry",
        "CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE TRIGGER mine BEFORE INSERT ON accounts_journalentry EXECUTE FUNCTION journal_refuse()",
        "CREATE RULE mine AS ON INSERT TO accounts_journalentry DO INSTEAD NOTHING",
        "CREATE TABLE public.mine (id int)",
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "SET session_replication_role = replica",
        "SELECT rolpassword FROM pg_authid",
        "SELECT pg_read_file('/etc/passwd')",
        "COPY accounts_user TO '/tmp/users'",
        "COPY accounts_user TO PROGRAM 'cat'",
        "UPDATE django_migrations SET name = 'x'",
    ],
)
def test_the_application_may_not(as_application: None, statement: str) -> None:
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match=r"denied|must be"), transaction.atomic():
        cursor.execute(statement)


def test_a_temporary_table_of_the_same_name_hides_no_entry_from_the_chain(as_application: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE accounts_journalentry (LIKE public.accounts_journalentry)")
        cursor.execute(
            "INSERT INTO public.accounts_journalentry (action, actor_id, actor_label, on_behalf_of, subject_type,"
            " subject_id, reason, details, address, request_id) VALUES ('x','','','','','','','{}','','')"
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("DROP TABLE pg_temp.accounts_journalentry")
    report = verify_chain()
    assert (report.checked, report.problem) == (JournalEntry.objects.count(), "")


def test_the_application_s_own_function_is_not_called_by_the_chain(as_application: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION pg_temp.journal_hash(bytea, public.accounts_journalentry) RETURNS bytea"
            " LANGUAGE sql AS 'SELECT ''\\x00''::bytea'"
        )
        record(KEYS_ROTATED, by=SYSTEM, subject=make_user())
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert verify_chain().problem == ""
