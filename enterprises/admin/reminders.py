"""What is due: calls to make again, documents awaited, frozen files, enrolments that are late (A-02, « Rappels »)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _

from accounts.agent_pages import AgentRequest, AgentTab, agent_page
from accounts.agents import Agent
from accounts.capped_paginator import CappedPaginator
from accounts.states import AgentRole
from enterprises.models import Registration, ServiceEnrolment
from enterprises.queries.enrolments import enrolments_in_progress
from enterprises.queries.reminders import calls_to_make_again, documents_awaited, frozen_registrations

DESK = (AgentRole.AGENT, AgentRole.SUPERVISOR)
MINISTRY = (AgentRole.MINISTRY, AgentRole.SUPERVISOR)
SIZE = 25


@dataclass(frozen=True)
class Reminder:
    """A line: what it is about, since when, what an agent needs to know before opening it."""

    url: str
    reference: str
    name: str
    since: datetime | None
    detail: str | Promise
    agent_code: str

    @property
    def age(self) -> str:
        return timesince(self.since, depth=1) if self.since else ""


@dataclass(frozen=True)
class Kind:
    """One sort of reminder: for whom, which rows, how a row is shown."""

    value: str
    label: str | Promise
    roles: tuple[str, ...]
    rows: Callable[[Agent, datetime], QuerySet[Any]]
    line: Callable[[Any], Reminder]


def _of_registration(row: Any, since: datetime | None, detail: str | Promise) -> Reminder:
    url = reverse("agents:registration", args=[row.pk])
    return Reminder(url, row.reference, row.name, since, detail, row.agent_code or "")


def _call(row: Registration) -> Reminder:
    return _of_registration(row, row.unanswered_at, row.contact_times)


def _document(row: Registration) -> Reminder:
    return _of_registration(row, row.document_asked_at, row.get_document_kind_display())


def _frozen(row: Registration) -> Reminder:
    return _of_registration(row, row.frozen_at, "")


def _late(row: ServiceEnrolment) -> Reminder:
    url = reverse("agents:enrolment", args=[row.pk])
    code = row.assigned_to.user_code if row.assigned_to else ""
    return Reminder(url, row.request.reference, row.enterprise.name, row.due_at, row.service.name, code)


KINDS = (
    Kind("calls", _("Appels à refaire"), DESK, lambda _agent, now: calls_to_make_again(now=now), _call),
    Kind("documents", _("Documents attendus"), DESK, lambda _agent, now: documents_awaited(now=now), _document),
    Kind("frozen", _("Demandes gelées"), DESK, lambda _agent, _now: frozen_registrations(), _frozen),
    Kind(
        "enrolments",
        _("Inscriptions aux services en retard"),
        MINISTRY,
        lambda agent, now: enrolments_in_progress(agent, show="overdue", now=now),
        _late,
    ),
)


@agent_page(roles={*DESK, *MINISTRY}, writes=())
def reminders(request: AgentRequest) -> HttpResponse:
    """Show one sort of reminder, and how many there are of each that concerns the agent."""
    now = timezone.now()
    kinds = [kind for kind in KINDS if request.agent.has_role(*kind.roles)]
    shown = next((kind for kind in kinds if kind.value == request.GET.get("show")), kinds[0])
    lists = {kind.value: CappedPaginator(kind.rows(request.agent, now), SIZE) for kind in kinds}
    page = lists[shown.value].get_page(request.GET.get("page"))
    filters = [
        {"value": kind.value, "label": kind.label, "is_current": kind == shown, "paginator": lists[kind.value]}
        for kind in kinds
    ]
    context = {"page": page, "lines": [shown.line(row) for row in page], "filters": filters, "shown": shown}
    return render(request, "agents/reminders.html", context)


agent_tab = AgentTab(35, _("Rappels"), "agents:reminders", tuple({*DESK, *MINISTRY}))
agent_urls = [path("rappels/", reminders, name="reminders")]
