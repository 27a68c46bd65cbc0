"""What somebody types, in a page or in a header, is in no line of the logs; the journal leads to those lines."""

import io
import logging
import logging.config
import re
from collections.abc import Iterator

import pytest
import structlog
from celery import signals
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import JournalEntry, User
from clicsequr.celery import keep_our_logs
from clicsequr.logs import configure_logs, wordless_traceback
from clicsequr.request_log import RequestLogMiddleware
from tests.factories.enterprises import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the handler of the settings writes."""
    written = io.StringIO()
    configured = configure_logs(plain=False, level="INFO")
    formatter = configured["formatters"]["line"]  # type: ignore[index]
    handler = logging.StreamHandler(written)
    built = dict(formatter)
    handler.setFormatter(built.pop("()")(**built))
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


def written_about(client: Client, lines: io.StringIO, path: str, **headers: str) -> str:
    client.get(path, **headers)
    return lines.getvalue()


@pytest.mark.parametrize(
    "path",
    [
        "/fr/recherche/?q=TYPED",
        "/fr/aide/page/?retour=%2Ffr%2Frecuperation%2Flien%2FTYPED%2F",
        "/fr/recuperation/lien/TYPED/",
        "/fr/entreprises/session/?next=/fr/profil/?nas=TYPED",
    ],
)
def test_a_line_has_the_path_and_nothing_of_what_was_typed(client: Client, lines: io.StringIO, path: str) -> None:
    logged = written_about(client, lines, path)
    assert '"GET /fr/' in logged
    assert "TYPED" not in logged


def test_the_address_of_a_line_is_the_peer_s_whatever_the_client_pretends(client: Client, lines: io.StringIO) -> None:
    logged = written_about(client, lines, "/fr/clicsequr/", HTTP_X_FORWARDED_FOR="203.0.113.9", REMOTE_ADDR="192.0.2.7")
    assert '"ip": "192.0.2.7"' in logged
    assert "203.0.113.9" not in logged


def test_the_ids_of_a_client_are_taken_nowhere(client: Client, lines: io.StringIO) -> None:
    pretended = {"HTTP_X_REQUEST_ID": "=TYPED|calc", "HTTP_X_CORRELATION_ID": "<b>TYPED"}
    client.post("/fr/entreprises/inscription/avant-de-commencer/", **pretended)
    assert "TYPED" not in lines.getvalue() + JournalEntry.objects.get().request_id


def test_an_entry_of_the_journal_leads_to_the_lines_of_its_request(client: Client, lines: io.StringIO) -> None:
    client.post("/fr/entreprises/inscription/avant-de-commencer/")
    assert f'"request_id": "{JournalEntry.objects.get().request_id}"' in lines.getvalue()
    assert len(JournalEntry.objects.get().request_id) == 36


def test_an_error_of_the_database_tells_its_rule_and_not_the_value(lines: io.StringIO) -> None:
    typed = make_user(user_code="TYPED234")
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        User.objects.create(portal=typed.portal, user_code=typed.user_code, username=typed.username)
    assert "TYPED234" in str(caught.value)
    told = wordless_traceback((caught.type, caught.value, caught.tb))
    assert "TYPED234" not in told
    assert "django.db.utils.IntegrityError" in told
    assert "psycopg.errors.UniqueViolation: 23505 " in told
    assert "test_logs.py" in told


def test_an_error_that_quotes_what_was_typed_is_logged_without_it(lines: io.StringIO) -> None:
    for logger in (structlog.getLogger("ours"), logging.getLogger("others")):
        try:
            int("TYPED")
        except ValueError:
            logger.exception("failed")
    assert lines.getvalue().count("builtins.ValueError") == 2
    # The source line is shown; the text of the error is not.
    assert "invalid literal" not in lines.getvalue()


def test_a_server_that_is_down_still_says_so() -> None:
    class OperationalError(Exception):
        pass

    fault = OperationalError("connection refused")
    told = wordless_traceback((OperationalError, fault, fault.__traceback__))
    assert told.endswith("OperationalError: connection refused")


@pytest.mark.parametrize("path", ["/fr/clicsequr/", "/fr/aide/page/?retour=TYPED"])
def test_support_finds_the_lines_of_the_reference_on_a_page(lines: io.StringIO, path: str) -> None:
    page = Client().get(path, HTTP_HOST="evil.example").content.decode()
    (reference,) = set(re.findall(r"[0-9]{4}-[0-9A-F]{6}", page))
    assert f'"reference": "{reference}"' in lines.getvalue()
    refused = Client().post("/fr/nous-joindre/", content_type="text/plain", CONTENT_LENGTH="9" * 9).content.decode()
    (reference,) = set(re.findall(r"[0-9]{4}-[0-9A-F]{6}", refused))
    assert f'"reference": "{reference}", "refusal": "request.too_large"' in lines.getvalue()
    assert "TYPED" not in lines.getvalue()


def test_the_worker_leaves_the_logs_as_they_are() -> None:
    # With a receiver of this signal Celery sets up no handler of its own, whose lines hold the text of errors.
    assert keep_our_logs in {receiver() for _key, receiver in signals.setup_logging.receivers}


def test_the_settings_use_this_middleware(settings: object) -> None:
    name = f"{RequestLogMiddleware.__module__}.{RequestLogMiddleware.__qualname__}"
    assert name in settings.MIDDLEWARE  # type: ignore[attr-defined]
