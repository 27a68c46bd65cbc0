"""What is live and what is proposed, in words: the rows that the pages of the integrators show."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.events import event_label
from accounts.models import JournalEntry
from accounts.reasons import reason_label
from ministry_services.forms.catalogue import QuestionForm, ServiceForm, TaskForm
from ministry_services.forms.relying_party import RelyingPartyForm
from ministry_services.models import CatalogueChange
from ministry_services.rules.catalogue_changes import changed_names
from ministry_services.rules.public_keys import thumbprint_of
from ministry_services.states import ChangeKind, RelyingPartyState

_FORMS: dict[str, Any] = {
    ChangeKind.RELYING_PARTY: RelyingPartyForm,
    ChangeKind.SERVICE: ServiceForm,
    ChangeKind.QUESTION: QuestionForm,
    ChangeKind.TASK: TaskForm,
}
_STATE = gettext_lazy("État")


def value_rows(kind: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give what is live, a label and a text for each, without what is empty."""
    rows = [{"key": _label(kind, name), "value": _words(kind, name, value)} for name, value in values.items()]
    return [row for row in rows if row["value"]]


def difference_rows(change: CatalogueChange) -> list[dict[str, Any]]:
    """Give what differs: its label, and rows that say what was live and what is proposed.

    Of a list, what is added and what is taken out stand apart: nobody compares twenty addresses by eye.
    """
    # Nobody has read the terms of a draft yet: all of them are new.
    before = {} if change.before.get("state") == RelyingPartyState.DRAFT else change.before
    names = changed_names(before, change.after)
    # A thing that is new shows what it will be, not all that it will not.
    shown = [name for name in names if before or change.after[name] not in ("", [], {}, None, False)]
    return [
        {"label": _label(change.kind, name), "rows": _difference(change.kind, name, before, change.after)}
        for name in shown
    ]


def _difference(kind: str, name: str, was: Mapping[str, Any], will_be: Mapping[str, Any]) -> list[dict[str, str]]:
    before = _words(kind, name, was.get(name, ""))
    after = _words(kind, name, will_be[name])
    if not isinstance(will_be[name], (list, dict)):
        return [{"key": _("En vigueur"), "value": before or "–"}, {"key": _("Proposé"), "value": after or "–"}]
    old, new = before.splitlines(), after.splitlines()
    parts = [
        (_("Ajouté"), [line for line in new if line not in old]),
        (_("Enlevé"), [line for line in old if line not in new]),
        (_("Gardé"), [line for line in new if line in old]),
    ]
    return [{"key": key, "value": "\n".join(lines)} for key, lines in parts if lines]


def figure_rows(figures: Mapping[str, int], *, former_until: datetime | None) -> list[dict[str, str]]:
    """Give the live figures; « 1000 » may stand for more (queries/integration.py)."""
    until = date_format(localtime(former_until), "DATETIME_FORMAT") if former_until else ""
    rows = [
        (_("Accès donnés aujourd’hui"), str(figures["today"])),
        (_("Accès en cours"), str(figures["live"])),
        (_("Ancien secret accepté jusqu’au"), until),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def fact_rows(entries: Any) -> list[dict[str, Any]]:
    return [_fact(entry) for entry in entries]


def _fact(entry: JournalEntry) -> dict[str, Any]:
    return {
        "at": entry.recorded_at,
        "label": event_label(entry.action),
        "actor": entry.actor_label,
        "reason": reason_label(entry.reason),
    }


def _label(kind: str, name: str) -> str:
    fields = _FORMS[ChangeKind(kind)].base_fields
    return str(fields[name].label) if name in fields else str(_STATE) if name == "state" else name


def _words(kind: str, name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("Oui") if value else _("Non")
    if name == "public_keys":
        return "\n".join(_key_words(key) for key in (value or {}).get("keys", []))
    if isinstance(value, dict):
        return "\n".join(f"{each} = {json.dumps(limit, ensure_ascii=False)}" for each, limit in value.items())
    if isinstance(value, list):
        return "\n".join(" | ".join(map(str, each.values())) if isinstance(each, dict) else str(each) for each in value)
    return _choice_words(kind, name, value)


def _choice_words(kind: str, name: str, value: Any) -> str:
    if kind == ChangeKind.RELYING_PARTY and name == "state" and value:
        return str(RelyingPartyState(value).label)
    choices = getattr(_FORMS[ChangeKind(kind)].base_fields.get(name), "choices", None)
    return str(dict(choices).get(value, value) if choices else value) if value is not None else ""


def _key_words(key: Mapping[str, Any]) -> str:
    # A mark of the whole key: whoever draws a modulus may choose its first letters.
    return f"{key['kid']} ({key['kty']}, {thumbprint_of(key)})"
