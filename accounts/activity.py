"""A line of the journal as its person reads it: what, when, by whom, from which address if it was their own act."""

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.actors import SYSTEM, VISITOR
from accounts.events import event_label
from accounts.models import JournalEntry, User


def shown_activity(entry: JournalEntry, *, reader: User) -> list[dict[str, Any]]:
    """Give the cells of one row; an agent is shown as an agent, never by name."""
    moment = timezone.localtime(entry.recorded_at)
    return [
        {"text": date_format(moment, "DATETIME_FORMAT")},
        {"text": event_label(entry.action)},
        {"text": actor_shown(entry, reader=reader)},
        {"text": address_shown(entry, reader=reader) or "–"},
    ]


def actor_shown(entry: JournalEntry, *, reader: User) -> str:
    """Say who acted, as the owner of the account may know it."""
    if entry.actor_id == str(reader.pk):
        return _("Vous")
    if entry.actor_label.startswith("A:"):
        return _("Un agent de Revenu Québec")
    if entry.actor_label == SYSTEM.label:
        return SYSTEM.label
    return _("Une autre personne") if entry.actor_id else _("Une personne sans session")


def address_shown(entry: JournalEntry, *, reader: User) -> str:
    """Give the address of the owner's own act, or of a visitor's; nothing of an agent's."""
    is_own = entry.actor_id == str(reader.pk)
    return entry.address if is_own or entry.actor_label == VISITOR.label else ""
