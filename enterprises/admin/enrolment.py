"""Enrolments waiting for the ministry's answer: the queue on its 24-hour clock, a request, its answer (A-09)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import events
from accounts.agent_pages import AgentRequest, AgentTab, agent_page
from accounts.capped_paginator import page_of
from accounts.services.journal import record
from accounts.states import AgentRole
from clicsequr.kernel.errors import DomainError
from enterprises.admin.enrolment_file import answer_rows, request_rows
from enterprises.forms.enrolment_decision import DecisionForm
from enterprises.queries.enrolments import enrolments_answered_by, enrolments_in_progress
from enterprises.rules.enrolment import is_overdue, may_be_accepted
from enterprises.services.enrolment_decisions import decide_enrolment, release_enrolment, take_enrolment
from enterprises.states import EnrolmentState

DESK = (AgentRole.MINISTRY, AgentRole.SUPERVISOR)
SHOWN = {
    "": gettext_lazy("Toutes"),
    "mine": gettext_lazy("Les miennes"),
    "free": gettext_lazy("Non attribuées"),
    "overdue": gettext_lazy("En retard"),
}


@agent_page(roles=DESK, writes=())
def queue(request: AgentRequest) -> HttpResponse:
    """What waits, the most urgent first, with its delay in words."""
    now = timezone.now()
    show = request.GET.get("show", "") if request.GET.get("show") in SHOWN else ""
    rows = enrolments_in_progress(request.agent, show=show, now=now)
    page = page_of(rows, number=request.GET.get("page"))
    for row in page:
        row.is_late = is_overdue(row.state, due=row.due_at, now=now)
        row.delay = timesince(row.due_at, now, depth=1) if row.is_late else timeuntil(row.due_at, now, depth=1)
    filters = [{"value": value, "label": label, "is_current": value == show} for value, label in SHOWN.items()]
    return render(request, "agents/enrolments.html", {"page": page, "filters": filters})


@agent_page(roles=DESK, writes=(), journals=True)
def file(request: AgentRequest, pk: UUID) -> HttpResponse:
    """Show a request with its answers; that it was seen, and by whom, stays in the journal."""
    enrolment = get_object_or_404(enrolments_answered_by(request.agent), pk=pk)
    user = request.agent.user
    record(events.FILE_VIEWED, by=user, subject=enrolment, on_behalf_of=enrolment.enterprise_id, page="enrolment")
    context = {
        "enrolment": enrolment,
        "rows": request_rows(enrolment),
        "answers": answer_rows(enrolment),
        "is_open": enrolment.state == EnrolmentState.IN_PROGRESS,
        "is_mine": enrolment.assigned_to_id == user.pk,
        "is_held_by_another": enrolment.assigned_to_id not in {None, user.pk},
        "is_supervisor": request.agent.is_supervisor,
        "is_late": is_overdue(enrolment.state, due=enrolment.due_at, now=timezone.now()),
        "may_be_accepted": may_be_accepted(enrolment.enterprise.state),
    }
    return render(request, "agents/enrolment.html", context)


@agent_page(roles=DESK, reads=())
def take(request: AgentRequest, pk: UUID) -> HttpResponse:
    get_object_or_404(enrolments_answered_by(request.agent), pk=pk)
    try:
        take_enrolment(pk, by=request.agent)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    return redirect("agents:enrolment", pk=pk)


@agent_page(roles=DESK, reads=())
def release(request: AgentRequest, pk: UUID) -> HttpResponse:
    get_object_or_404(enrolments_answered_by(request.agent), pk=pk)
    try:
        release_enrolment(pk, by=request.agent)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
        return redirect("agents:enrolment", pk=pk)
    messages.success(request, _("La demande est de retour dans la file."))
    return redirect("agents:enrolments")


@agent_page(roles=DESK)
def decide(request: AgentRequest, pk: UUID) -> HttpResponse:
    """Accept or refuse; the RSEs of the enterprise are told by secure message."""
    enrolment = get_object_or_404(enrolments_answered_by(request.agent), pk=pk)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        answer = {"outcome": EnrolmentState(form.cleaned_data["outcome"]), "text": form.cleaned_data["text"]}
        try:
            decide_enrolment(pk, by=request.agent, now=timezone.now(), **answer)
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
            return redirect("agents:enrolment", pk=pk)
        messages.success(request, _("La réponse est donnée. L’entreprise la recevra par courriel sécurisé."))
        return redirect("agents:enrolments")
    back_url = reverse("agents:enrolment", args=[pk])
    context = {"form": form, "enrolment": enrolment, "back_url": back_url, "caption": enrolment.request.reference}
    return render(request, "agents/enrolment_decide.html", context)


agent_tab = AgentTab(30, gettext_lazy("Inscriptions aux services"), "agents:enrolments", DESK)
agent_urls = [
    path("inscriptions/", queue, name="enrolments"),
    path("inscriptions/<uuid:pk>/", file, name="enrolment"),
    path("inscriptions/<uuid:pk>/prendre/", take, name="enrolment-take"),
    path("inscriptions/<uuid:pk>/rendre/", release, name="enrolment-release"),
    path("inscriptions/<uuid:pk>/repondre/", decide, name="enrolment-decide"),
]
