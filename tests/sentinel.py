"""Pytest plugin: after every test, no stock secret is left in a log, a row, a mail, a session or a page."""

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core import mail
from django.http import HttpResponse
from django.test import Client

from accounts.models import JournalEntry, OutboxMessage, SecureMessage, Session
from citizens.models import AccountCreation
from tests.factories.secrets import STOCK

_CLOCKS = {"created", "msecs", "relativeCreated", "thread", "process"}
_BY_CHANCE = re.compile(r"'(?:timestamp|request_id|reference)': '[^']*'")


@pytest.fixture(autouse=True)
def no_secret_left(
    request: pytest.FixtureRequest,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    settings: LazySettings,
) -> Iterator[None]:
    """Fail the test that leaves one behind."""
    marker = request.node.get_closest_marker("django_db")
    uses_database = marker or {"db", "transactional_db"} & set(request.fixturenames)
    if uses_database:
        commits = "transactional_db" in request.fixturenames or (marker and marker.kwargs.get("transaction"))
        request.getfixturevalue("transactional_db" if commits else "db")
    pages: list[str] = []
    ask = Client.request

    def listen(client: Client, **environ: object) -> HttpResponse:
        response = ask(client, **environ)
        if not response.streaming:
            pages.append(response.content.decode(errors="replace"))
        return response

    monkeypatch.setattr(Client, "request", listen)
    caplog.set_level(logging.INFO)
    yield
    places = {"page": pages, "log": _logged(caplog), "mail": _mails(settings.MAIL_FOLDER)}
    if uses_database:
        places |= _rows()
    found = [place for place, texts in places.items() if any(secret in text for text in texts for secret in STOCK)]
    assert not found, f"A secret that was typed is in: {', '.join(found)}"


def _logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Without clocks and random ids: of many thousand lines, one holds the six digits of a code by chance."""
    records = [record for phase in ("setup", "call") for record in caplog.get_records(phase)]
    return [_BY_CHANCE.sub("", f"{record.getMessage()} {dict(_said(record))}") for record in records]


def _said(record: logging.LogRecord) -> Iterator[tuple[str, object]]:
    return ((name, value) for name, value in vars(record).items() if name not in _CLOCKS)


def _mails(folder: Path) -> list[str]:
    # Unit tests send to Django's outbox, tests that run the worker to a folder.
    files = [path.read_text(encoding="utf-8", errors="replace") for path in Path(folder).glob("*.eml")]
    sent = [f"{message.subject} {message.body} {message.alternatives}" for message in getattr(mail, "outbox", [])]
    return files + sent


def _rows() -> dict[str, list[str]]:
    return {
        "journal": [f"{row}" for row in JournalEntry.objects.values_list("reason", "details", "actor_label")],
        "outbox": [json.dumps(row) for row in OutboxMessage.objects.order_by("id").values_list("arguments", flat=True)],
        "mailbox": [f"{row.subject} {row.body}" for row in SecureMessage.objects.order_by("id")],
        "draft": [f"{row}" for row in AccountCreation.objects.order_by("pk").values_list()],
        "session": [json.dumps(session.get_decoded()) for session in Session.objects.order_by("pk")],
    }
