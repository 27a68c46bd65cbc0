"""Where nothing that was typed as a secret may be found once the journeys have ended."""

import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import psycopg
from django.core import signing

from clicsequr.embedded.places import Addresses, Places
from tests.factories.secrets import STOCK
from tests.journeys.site import Site

# The columns where a text could land; sealed columns and hashes are bytes and prove themselves elsewhere.
TEXTS = {
    "journal": "SELECT concat_ws(' ', reason, details::text, actor_label) FROM accounts_journalentry",
    "outbox": "SELECT arguments::text FROM accounts_outboxmessage",
    "mailbox": "SELECT concat_ws(' ', subject, body) FROM accounts_securemessage",
    "draft": "SELECT draft::text FROM citizens_accountcreation draft",
    "letter": "SELECT letter::text FROM citizens_codeletter letter",
    "account": "SELECT account::text FROM accounts_user account",
    "cache": "SELECT value FROM clicsequr_cache",
}


def places_of_secrets(site: Site) -> list[str]:
    """Name the places that hold one of the stock secrets: log, mails, rows, sessions."""
    texts = dict(_texts(site))
    assert texts["journal"], "The journeys wrote no journal: this would look at nothing."
    return [place for place, text in texts.items() if any(secret in text for secret in STOCK)]


def _texts(site: Site) -> Iterator[tuple[str, str]]:
    yield "log", _read(site.folder.rglob("*.log"))
    yield "mail", _read((site.folder / "mail").glob("*.eml"))
    addresses = Addresses.read(Places(site.folder).state)
    assert addresses is not None
    with psycopg.connect(addresses.database_owner) as database:
        for place, query in TEXTS.items():
            yield place, "\n".join(str(row[0]) for row in database.execute(query))
        rows = database.execute("SELECT session_data FROM accounts_session").fetchall()
        yield "session", "\n".join(_session(row[0]) for row in rows)


def _read(files: Iterator[Path]) -> str:
    return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in files)


def _session(signed: str) -> str:
    """Read a session as anyone who holds the row could."""
    packed = re.sub(r":.*", "", signed)
    data = signing.b64_decode(packed.lstrip(".").encode())
    return json.dumps(json.loads(zlib.decompress(data) if packed.startswith(".") else data))
