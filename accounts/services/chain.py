"""Check the journal's chain from outside the database that wrote it."""

from dataclasses import dataclass
from hashlib import sha256

from django.db import connection, transaction

_ENTRIES = """
    SELECT position, id, (extract(epoch FROM recorded_at) * 1000000)::bigint, action, actor_id, actor_label,
    on_behalf_of, subject_type, subject_id, reason, details::text, address, request_id, previous_hash, hash
    FROM accounts_journalentry ORDER BY position NULLS LAST"""


@dataclass(frozen=True)
class ChainReport:
    """How many links were checked, the last hash, and what is wrong with the first bad one (empty when none)."""

    checked: int
    head: str
    broken_at: int | None = None
    problem: str = ""


def verify_chain() -> ChainReport:
    """Recompute each link in order, reading in one snapshot; report the first that is missing, moved or altered."""
    checked, previous = 0, b""
    with transaction.atomic(), connection.connection.cursor(name="journal_chain") as rows:
        rows.execute(_ENTRIES)
        for *fields, previous_hash, own_hash in rows:
            position, entry_id = fields[0], fields[1]
            if position is None:
                return ChainReport(checked, previous.hex(), entry_id, "entry without a link")
            if position != checked + 1:
                return ChainReport(checked, previous.hex(), entry_id, "entry missing before this one")
            if bytes(previous_hash or b"") != previous:
                return ChainReport(checked, previous.hex(), entry_id, "link to another entry")
            if link_hash(previous, fields) != bytes(own_hash):
                return ChainReport(checked, previous.hex(), entry_id, "entry altered")
            checked, previous = checked + 1, bytes(own_hash)
    return ChainReport(checked, previous.hex())


def link_hash(previous: bytes, fields: list[object]) -> bytes:
    """Hash one entry after the former's hash: each field as text, before it its length in bytes and a colon."""
    texts = [("" if field is None else str(field)).encode() for field in fields]
    return sha256(previous + b"".join(b"%d:%s" % (len(text), text) for text in texts)).digest()
