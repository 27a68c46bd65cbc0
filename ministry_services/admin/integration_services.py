"""The services of a ministry, the questions they ask and their tasks: shown as they are, changed by a proposal."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.agent_pages import AgentRequest, agent_page
from accounts.capped_paginator import page_of
from clicsequr.kernel.errors import DomainError
from ministry_services.admin.integration_words import fact_rows, value_rows
from ministry_services.forms.catalogue import QuestionForm, RowForm, ServiceForm, TaskForm
from ministry_services.models import Ministry, OnlineService
from ministry_services.queries.integration import (
    INTEGRATION,
    facts_about,
    ministries_kept_by,
    open_changes_of,
    services_kept_by,
)
from ministry_services.services.catalogue_changes import propose_change
from ministry_services.services.catalogue_subjects import live
from ministry_services.states import Acr, ChangeKind, DecisionMode, QuestionKind, ServiceState

_NEW_SERVICE = {"state": ServiceState.OPEN, "minimum_acr": Acr.PASSWORD, "decision_mode": DecisionMode.AGENT}
_NEW_PART = {"kind": QuestionKind.TEXT, "required": True}
_FORMS: dict[str, type[RowForm]] = {ChangeKind.QUESTION: QuestionForm, ChangeKind.TASK: TaskForm}


@agent_page(roles=INTEGRATION, writes=())
def services(request: AgentRequest) -> HttpResponse:
    page = page_of(services_kept_by(request.agent), number=request.GET.get("page"))
    context = {"page": page, "ministries": list(ministries_kept_by(request.agent))}
    return render(request, "agents/services.html", context)


@agent_page(roles=INTEGRATION, writes=())
def service(request: AgentRequest, slug: str) -> HttpResponse:
    """Show a service with its questions, its tasks, what waits and its history."""
    row = get_object_or_404(services_kept_by(request.agent), slug=slug)
    values = live(ChangeKind.SERVICE, ministry=row.ministry, subject=slug)
    page = page_of(facts_about(ChangeKind.SERVICE, slug, row=row), number=request.GET.get("page"))
    context = {
        "service": row,
        "rows": value_rows(ChangeKind.SERVICE, values),
        "proposal": open_changes_of(ChangeKind.SERVICE, slug).first(),
        "questions": list(row.questions.all()),
        "tasks": list(row.tasks.all()),
        "page": page,
        "facts": fact_rows(page),
    }
    return render(request, "agents/service.html", context)


@agent_page(roles=INTEGRATION)
def service_edit(request: AgentRequest, slug: str) -> HttpResponse:
    row = get_object_or_404(services_kept_by(request.agent), slug=slug)
    form = _form(request, ServiceForm, live(ChangeKind.SERVICE, ministry=row.ministry, subject=slug), is_new=False)
    return _answer(request, form, row.ministry, ChangeKind.SERVICE, slug, back=reverse("agents:service", args=[slug]))


@agent_page(roles=INTEGRATION)
def service_new(request: AgentRequest, code: str) -> HttpResponse:
    ministry = get_object_or_404(ministries_kept_by(request.agent), code=code)
    form = _form(request, ServiceForm, _NEW_SERVICE, is_new=True)
    return _answer(request, form, ministry, ChangeKind.SERVICE, "", back=reverse("agents:services"))


@agent_page(roles=INTEGRATION)
def part_edit(request: AgentRequest, slug: str, kind: str, code: str) -> HttpResponse:
    """Propose to change or to retire a question or a task."""
    row = get_object_or_404(services_kept_by(request.agent), slug=slug)
    subject = f"{slug}/{code}"
    values = live(kind, ministry=row.ministry, subject=subject) if kind in _FORMS else {}
    if not values:
        raise Http404
    initial = QuestionForm.initial_of(values) if kind == ChangeKind.QUESTION else values
    form = _form(request, _FORMS[kind], initial, is_new=False)
    return _answer(request, form, row.ministry, kind, subject, back=reverse("agents:service", args=[slug]))


@agent_page(roles=INTEGRATION)
def part_new(request: AgentRequest, slug: str, kind: str) -> HttpResponse:
    row = get_object_or_404(services_kept_by(request.agent), slug=slug)
    if kind not in _FORMS:
        raise Http404
    form = _form(request, _FORMS[kind], _NEW_PART, is_new=True)
    return _answer(request, form, row.ministry, kind, f"{slug}/", back=reverse("agents:service", args=[slug]))


def _form(request: AgentRequest, form: type[RowForm], initial: Any, *, is_new: bool) -> RowForm:
    return form(request.POST if request.method == "POST" else None, initial=initial, is_new=is_new)


def _answer(
    request: AgentRequest, form: RowForm, ministry: Ministry, kind: str, subject: str, *, back: str
) -> HttpResponse:
    """Show the form, or propose what was typed; `subject` lacks the code of what is new."""
    is_new = "code" in form.fields
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        subject = subject + typed["code"] if is_new else subject
        name = typed.get("name_fr") or typed["label_fr"]
        try:
            if is_new and (live(kind, ministry=ministry, subject=subject) or _is_taken(kind, subject)):
                raise DomainError("catalogue.code_taken", _("Ce code est déjà pris."))
            change = propose_change(
                ministry,
                kind=kind,
                subject=subject,
                name=name,
                after=form.values(),
                by=request.agent,
                now=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("La proposition attend une seconde personne. Rien n’a encore changé."))
            return redirect("agents:change", pk=change.pk)
    context = {"form": form, "kind": kind, "is_new": is_new, "caption": subject.strip("/") or ministry.list_label}
    return render(request, "agents/catalogue_row.html", {**context, "back_url": back, "cancel_url": back})


def _is_taken(kind: str, subject: str) -> bool:
    return kind == ChangeKind.SERVICE and OnlineService.objects.filter(slug=subject).exists()


agent_urls = [
    path("integration/services/", services, name="services"),
    path("integration/services/<slug:slug>/", service, name="service"),
    path("integration/services/<slug:slug>/modifier/", service_edit, name="service-edit"),
    path("integration/services/<slug:slug>/<slug:kind>/ajouter/", part_new, name="service-part-new"),
    path("integration/services/<slug:slug>/<slug:kind>/<slug:code>/", part_edit, name="service-part-edit"),
    path("integration/ministeres/<slug:code>/service/", service_new, name="service-new"),
]
