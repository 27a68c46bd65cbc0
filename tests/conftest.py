"""The weather of every test: real servers, warnings as errors, nothing typed as a secret left anywhere."""

import os
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection

pytest_plugins = ["tests.sentinel", "tests.passkey_browser", "tests.signing_keys"]

# Playwright's loop runs in the thread of the tests to the end of the session; Django would take every query after it
# for one in a coroutine. The programs of a journey do not inherit this (tests/journeys/site.py).
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """Let the tests that commit empty the journal between them; `test_journal` closes the trigger again."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_journalentry DISABLE TRIGGER journal_no_truncate")


@pytest.fixture(autouse=True)
def quick_hashes(settings: LazySettings) -> None:
    """Same algorithm, least cost."""
    settings.ARGON2_TIME_COST = 1
    settings.ARGON2_MEMORY_KIB = 8192


@pytest.fixture(autouse=True)
def mail_folder(settings: LazySettings, tmp_path: Path) -> Path:
    """Keep each test's mails in a folder of its own; give the folder."""
    settings.MAIL_FOLDER = tmp_path / "mail"
    settings.MAIL_FOLDER.mkdir()
    return settings.MAIL_FOLDER
