"""The history of an enterprise: who did what to whom in its name, and when, from the journal's own rows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import APPLICANT
from accounts.events import codes_for_firm, event_label
from accounts.models import JournalEntry, User
from accounts.reasons import reason_label
from accounts.states import Portal
from enterprises.models import (
    Assignment,
    EnrolmentRequest,
    Enterprise,
    Member,
    PaperForm,
    Procuration,
    Registration,
    ServiceEnrolment,
)

# What each filter shows: how the codes of its facts begin.
KINDS = {
    "personnes": (gettext_lazy("Dossiers des utilisateurs"), ("member.", "succession.")),
    "procurations": (gettext_lazy("Procurations et assignations"), ("procuration.", "assignment.")),
    "services": (gettext_lazy("Inscriptions aux services"), ("enrolment.",)),
}
_AT_ONCE = 500


@dataclass(frozen=True)
class HistoryRow:
    """One fact in words."""

    at: datetime
    code: str
    label: str | Promise
    by: str
    about: str
    reason: str | Promise
    until: str = ""


def history_of(enterprise: Enterprise, *, kind: str = "") -> QuerySet[JournalEntry]:
    """Give the facts an enterprise may read of itself, newest first."""
    codes = codes_for_firm()
    if kind in KINDS:
        codes = [code for code in codes if code.startswith(KINDS[kind][1])]
    return JournalEntry.objects.filter(on_behalf_of=str(enterprise.pk), action__in=codes).order_by("-id")


def history_rows(facts: Iterable[JournalEntry], *, enterprise: Enterprise) -> list[HistoryRow]:
    """Put facts into words, at the same number of queries for one and for many."""
    facts = list(facts)
    people, subjects = _people(facts, enterprise), _subjects(facts)
    return [
        HistoryRow(
            at=fact.recorded_at,
            code=fact.action,
            label=event_label(fact.action),
            by=people.get(fact.actor_id, "") or _outsider(fact),
            about=subjects.get((fact.subject_type, fact.subject_id), ""),
            reason=reason_label(fact.reason),
            until=fact.details.get("ends_on") or fact.details.get("after") or fact.details.get("until") or "",
        )
        for fact in facts
    ]


def all_rows(facts: QuerySet[JournalEntry], *, enterprise: Enterprise) -> Iterator[HistoryRow]:
    """Give every fact in words, some hundreds at a time, without holding them."""
    coming = facts.iterator(chunk_size=_AT_ONCE)
    while some := list(islice(coming, _AT_ONCE)):
        yield from history_rows(some, enterprise=enterprise)


def _people(facts: list[JournalEntry], enterprise: Enterprise) -> dict[str, str]:
    """Name the enterprise's own people; of anybody else it learns no name."""
    ids = {fact.actor_id for fact in facts if fact.actor_id}
    own = User.objects.filter(pk__in=ids, memberships__enterprise=enterprise).distinct()
    return {str(user.pk): f"{user.full_name} ({user.user_code})" for user in own}


def _outsider(fact: JournalEntry) -> str:
    if not fact.actor_id:
        return _("Personne qui a inscrit l’entreprise") if fact.actor_label == APPLICANT.label else fact.actor_label
    is_agent = fact.actor_label.startswith(f"{Portal.AGENTS}:")
    return _("Un agent du gouvernement") if is_agent else _("L’autre entreprise")


def _subjects(facts: list[JournalEntry]) -> dict[tuple[str, str], str]:
    named: dict[tuple[str, str], str] = {}
    for model, rows, name in _NAMES:
        label = model._meta.label  # noqa: SLF001 - _meta is public
        ids = {fact.subject_id for fact in facts if fact.subject_type == label}
        if ids:
            named |= {(label, str(row.pk)): name(row) for row in rows().filter(pk__in=ids)}
    return named


def _of_assignment(row: Assignment) -> str:
    return f"{_of_member(row.member)} – {_of_procuration(row.procuration)}"


def _of_member(row: Member) -> str:
    return f"{row.user.full_name} ({row.user.user_code})"


def _reference(row: Any) -> str:
    return str(row.reference)


def _of_procuration(row: Procuration) -> str:
    return f"{row.name} ({row.number})"


_NAMES: tuple[tuple[Any, Any, Any], ...] = (
    (Member, lambda: Member.objects.select_related("user"), _of_member),
    (Procuration, Procuration.objects.all, _of_procuration),
    (Assignment, lambda: Assignment.objects.select_related("member__user", "procuration"), _of_assignment),
    (Registration, Registration.objects.all, _reference),
    (PaperForm, PaperForm.objects.all, _reference),
    (EnrolmentRequest, EnrolmentRequest.objects.all, _reference),
    (ServiceEnrolment, lambda: ServiceEnrolment.objects.select_related("service"), lambda row: str(row.service)),
)
