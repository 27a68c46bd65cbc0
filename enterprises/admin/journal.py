"""The journal as auditors read it (screens.md A-12)."""

from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy

from accounts import events
from accounts.agent_pages import AgentRequest, AgentTab, agent_page
from accounts.capped_paginator import page_of
from accounts.events import event_label
from accounts.models import JournalEntry
from accounts.queries.journal import csv_lines, journal_entries, subject_name
from accounts.reasons import reason_label
from accounts.services.journal import record
from accounts.states import AgentRole
from enterprises.forms.agent_search import JournalForm
from enterprises.queries.agent_search import find_enterprise

READERS = (AgentRole.AUDITOR, AgentRole.SUPERVISOR)


@agent_page(roles=READERS, writes=())
def journal(request: AgentRequest) -> HttpResponse:
    form = JournalForm(request.GET or None)
    page = page_of(_filtered(form), number=request.GET.get("page"))
    facts = [
        {
            "entry": entry,
            "label": event_label(entry.action),
            "subject": subject_name(entry.subject_type),
            "reason": reason_label(entry.reason),
        }
        for entry in page
    ]
    may_export = request.agent.has_role(AgentRole.AUDITOR)
    return render(
        request, "agents/journal.html", {"form": form, "page": page, "facts": facts, "may_export": may_export}
    )


@agent_page(roles=(AgentRole.AUDITOR,), writes=(), journals=True)
def journal_export(request: AgentRequest) -> HttpResponseBase:
    """Give the filtered entries as a file, line by line; that it left, and to whom, is recorded first."""
    form = JournalForm(request.GET or None)
    entries = _filtered(form)
    filters = sorted(name for name, value in getattr(form, "cleaned_data", {}).items() if value)
    record(events.JOURNAL_EXPORTED, by=request.agent.user, subject=request.agent.user, filters=filters)
    lines = csv_lines(entries)
    headers = {"Content-Disposition": 'attachment; filename="journal.csv"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def _filtered(form: JournalForm) -> Any:
    """Give the entries that the filters keep: all without a filter, none when a filter says nothing or is wrong."""
    if not form.is_bound:
        return journal_entries()
    if not form.is_valid():
        return JournalEntry.objects.none()
    filters = dict(form.cleaned_data)
    subject = filters.pop("subject")
    enterprise = find_enterprise(subject) if subject else None
    if subject and enterprise is None:
        return JournalEntry.objects.none()
    return journal_entries(**filters, on_behalf_of=str(enterprise.pk) if enterprise else "")


agent_tab = AgentTab(50, gettext_lazy("Journal"), "agents:journal", READERS)
agent_urls = [
    path("journal/", journal, name="journal"),
    path("journal/export/", journal_export, name="journal-export"),
]
