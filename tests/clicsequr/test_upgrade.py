"""The upgrade: rights of the application's role, two upgrades at once, one role only."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction

from accounts.actors import SYSTEM
from accounts.events import KEYS_ROTATED
from accounts.models import JournalEntry
from accounts.services.chain import verify_chain
from accounts.services.journal import record
from clicsequr.embedded.environment import act_as_owner
from clicsequr.management.commands.upgrade import UPGRADE_LOCK, one_at_a_time
from ministry_services.management.commands.load_catalogue import SHIPPED
from ministry_services.models import OnlineService
from tests.factories.enterprises import make_user

APP_ROLE = "clicsequr_app"


@pytest.fixture
def upgraded(db: None, monkeypatch: pytest.MonkeyPatch) -> str:
    """The database after `manage.py upgrade`; give what the command said."""
    monkeypatch.setenv("DATABASE_APP_URL", f"postgresql://{APP_ROLE}@/any?host=/any")
    said = StringIO()
    call_command("upgrade", verbosity=0, stdout=said)
    return said.getvalue()


def rights(table: str) -> set[str]:
    every = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r FROM unnest(%s::text[]) r WHERE has_table_privilege(%s, %s, r)", [list(every), APP_ROLE, table]
        )
        return {row[0] for row in cursor.fetchall()}


def test_the_application_works_on_rows_and_only_adds_to_the_journal(upgraded: str) -> None:
    assert upgraded == ""
    assert rights("accounts_user") == {"SELECT", "INSERT", "UPDATE", "DELETE"}
    assert rights("clicsequr_cache") == {"SELECT", "INSERT", "UPDATE", "DELETE"}
    assert rights("accounts_journalentry") == {"SELECT", "INSERT"}
    assert rights("django_migrations") == {"SELECT"}


def test_a_table_made_later_is_open_to_the_application(upgraded: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE made_later (id int)")
    assert rights("made_later") == {"SELECT", "INSERT", "UPDATE", "DELETE"}


@pytest.mark.parametrize(
    "statement", ["UPDATE accounts_journalentry SET action = 'x'", "DELETE FROM accounts_journalentry"]
)
def test_the_application_cannot_rewrite_the_journal(upgraded: str, statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {APP_ROLE}")
        cursor.execute("SELECT count(*) FROM accounts_journalentry")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute(statement)


def test_what_the_application_adds_to_the_journal_is_chained(upgraded: str) -> None:
    user = make_user()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {APP_ROLE}")
        record(KEYS_ROTATED, by=SYSTEM, subject=user)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what a commit does
    report = verify_chain()
    assert report.checked == JournalEntry.objects.count() > 0
    assert report.broken_at is None


def test_a_role_the_server_does_not_know_is_created_and_may_sign_in(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_APP_URL", "postgresql://clicsequr_other:of%27its own@/any")
    said = StringIO()
    call_command("upgrade", verbosity=0, stdout=said)
    call_command("upgrade", verbosity=0, stdout=said)
    assert said.getvalue() == "Created the database role clicsequr_other.\n"
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolcanlogin, rolsuper, rolcreatedb FROM pg_roles WHERE rolname = 'clicsequr_other'")
        assert cursor.fetchone() == (True, False, False)


def test_another_catalogue_than_the_shipped_one_is_loaded_when_it_is_named(db: None, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(
        SHIPPED.read_text(encoding="utf-8").replace("https://environnement.exemple.ca", "https://a.example")
    )
    call_command("upgrade", verbosity=0, catalogue=str(file), stdout=StringIO())
    assert OnlineService.objects.get(slug="bilan-de-phosphore").address == "https://a.example/phosphore/"


def test_one_role_for_everything_is_said(db: None) -> None:
    said = StringIO()
    call_command("upgrade", verbosity=0, stdout=said)
    assert said.getvalue() == "One database role does everything: set DATABASE_OWNER_URL to keep them apart.\n"


def test_two_upgrades_at_once_follow_each_other(db: None) -> None:
    with one_at_a_time(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [UPGRADE_LOCK])
        assert cursor.fetchone() == (False,)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [UPGRADE_LOCK])
        assert cursor.fetchone() == (True,)


@pytest.mark.parametrize(
    ("given", "becomes"),
    [
        ({"DATABASE_URL": "app"}, {"DATABASE_URL": "app"}),
        (
            {"DATABASE_URL": "app", "DATABASE_OWNER_URL": "owner"},
            {"DATABASE_URL": "owner", "DATABASE_OWNER_URL": "owner", "DATABASE_APP_URL": "app"},
        ),
        (
            {"DATABASE_URL_FILE": "/app", "DATABASE_OWNER_URL_FILE": "/owner"},
            {"DATABASE_URL_FILE": "/owner", "DATABASE_OWNER_URL_FILE": "/owner", "DATABASE_APP_URL_FILE": "/app"},
        ),
        (
            {"DATABASE_URL": "app", "DATABASE_OWNER_URL_FILE": "/owner"},
            {"DATABASE_URL_FILE": "/owner", "DATABASE_OWNER_URL_FILE": "/owner", "DATABASE_APP_URL": "app"},
        ),
    ],
)
def test_commands_that_change_the_schema_act_as_the_owner(given: dict[str, str], becomes: dict[str, str]) -> None:
    act_as_owner(given)
    assert given == becomes
