"""The journal as auditors read it: filtered, newest first, never counted whole (screens.md A-12)."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from django.apps import apps
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import JournalEntry, User
from clicsequr.kernel.csv_text import csv_text

COLUMNS = ("recorded_at", "action", "actor_label", "on_behalf_of", "subject_type", "subject_id", "reason", "details",
           "address", "request_id", "position", "hash")  # fmt: skip


def journal_entries(
    *, actor: str = "", action: str = "", on_behalf_of: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[JournalEntry]:
    """Give the entries that fit every filter given; `actor` is a user code, the dates are days here."""
    # Two orders for one: each is that of the index which the filters leave to be read.
    newest = ("-id",) if actor or on_behalf_of else ("-recorded_at", "-id")
    entries = JournalEntry.objects.order_by(*newest)
    if actor:
        ids = User.objects.filter(user_code="".join(actor.split()).upper()).values_list("pk", flat=True)
        entries = entries.filter(actor_id__in=[str(pk) for pk in ids])
    if action:
        entries = entries.filter(action=action)
    if on_behalf_of:
        entries = entries.filter(on_behalf_of=on_behalf_of)
    if since:
        entries = entries.filter(recorded_at__gte=_midnight(since))
    if until and until < date.max:  # no day follows it
        entries = entries.filter(recorded_at__lt=_midnight(until + timedelta(days=1)))
    return entries


def subject_name(subject_type: str) -> str:
    """Give what a fact is about in words, as « demande d’inscription »; a model no longer there stands for itself."""
    try:
        return str(apps.get_model(subject_type)._meta.verbose_name)  # noqa: SLF001 - _meta is public
    except LookupError:
        return subject_type


def csv_lines(entries: QuerySet[JournalEntry]) -> Iterator[str]:
    """Give the entries line by line, without holding them."""
    return csv_text(COLUMNS, map(_cells, entries.iterator(chunk_size=2000)))


def _cells(entry: JournalEntry) -> list[object]:
    return [
        entry.recorded_at.astimezone(UTC).isoformat(),
        *(getattr(entry, name) for name in COLUMNS[1:7]),
        json.dumps(entry.details, ensure_ascii=False, sort_keys=True),
        entry.address,
        entry.request_id,
        entry.position,
        bytes(entry.hash or b"").hex(),
    ]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
