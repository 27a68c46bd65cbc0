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
    is_own = entry.actor_id == str(reader.pk)
    return [
        {"text": date_format(moment, "DATETIME_FORMAT")},
        {"text": event_label(entry.action)},
        {"text": _("Vous") if is_own else _who(entry)},
        {"text": entry.address if is_own or entry.actor_label == VISITOR.label else "–"},
    ]


def _who(entry: JournalEntry) -> str:
    if entry.actor_label.startswith("A:"):
        return _("Un agent de Revenu Québec")
    if entry.actor_label == SYSTEM.label:
        return SYSTEM.label
    return _("Une autre personne") if entry.actor_id else _("Une personne sans session")
