"""Registrations waiting for their activation: the queue, a file, its calls (screens.md A-02, A-03)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import events
from accounts.agent_pages import AgentRequest, AgentTab, agent_page
from accounts.capped_paginator import page_of
from accounts.services.journal import record
from clicsequr.kernel.errors import DomainError
from enterprises.admin.registration_file import file_context
from enterprises.forms.activation import CallForm
from enterprises.models import Registration
from enterprises.queries.agent_queue import overdue_after, registration_files, waiting_registrations
from enterprises.services.activation import DESK
from enterprises.services.agent_files import note_call, release_registration, take_registration

SHOWN = {
    "": gettext_lazy("Toutes"),
    "mine": gettext_lazy("Les miennes"),
    "free": gettext_lazy("Non attribuées"),
    "frozen": gettext_lazy("Gelées"),
    "overdue": gettext_lazy("En retard"),
}


@agent_page(roles=DESK, writes=())
def queue(request: AgentRequest) -> HttpResponse:
    now = timezone.now()
    show = request.GET.get("show", "") if request.GET.get("show") in SHOWN else ""
    newest_first = request.GET.get("order") == "newest"
    rows = waiting_registrations(agent=request.agent.user, show=show, now=now)
    page = page_of(rows.order_by("-submitted_at" if newest_first else "submitted_at"), number=request.GET.get("page"))
    for row in page:
        row.age = timesince(row.submitted_at, now, depth=1)
        row.is_overdue = row.submitted_at < now - overdue_after()
    filters = [{"value": value, "label": label, "is_current": value == show} for value, label in SHOWN.items()]
    context = {"page": page, "filters": filters, "show": show, "newest_first": newest_first}
    return render(request, "agents/queue.html", context)


@agent_page(roles=DESK, writes=(), journals=True)
def file(request: AgentRequest, pk: UUID) -> HttpResponse:
    """Show a file; that it was seen, and by whom, stays in the journal."""
    registration = get_object_or_404(registration_files(), pk=pk)
    record(
        events.FILE_VIEWED,
        by=request.agent.user,
        subject=registration,
        on_behalf_of=registration.enterprise_id,
        page="registration",
    )
    return render(request, "agents/registration.html", file_context(registration, agent=request.agent))


@agent_page(roles=DESK, reads=())
def take(request: AgentRequest, pk: UUID) -> HttpResponse:
    registration = get_object_or_404(registration_files(), pk=pk)
    try:
        take_registration(registration, by=request.agent.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    return redirect("agents:registration", pk=pk)


@agent_page(roles=DESK, reads=())
def release(request: AgentRequest, pk: UUID) -> HttpResponse:
    registration = get_object_or_404(registration_files(), pk=pk)
    try:
        release_registration(registration, by=request.agent.user)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
        return redirect("agents:registration", pk=pk)
    messages.success(request, _("La demande est de retour dans la file."))
    return redirect("agents:queue")


@agent_page(roles=DESK)
def call(request: AgentRequest, pk: UUID) -> HttpResponse:
    registration = get_object_or_404(registration_files(), pk=pk)
    form = CallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            note_call(registration, by=request.agent.user, now=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("L’appel est noté."))
        return redirect("agents:registration", pk=pk)
    return render(request, "agents/registration_call.html", form_context(registration, form))


def form_context(registration: Registration, form: object, **more: object) -> dict[str, object]:
    """Give what every form page of a file shows."""
    back = reverse("agents:registration", args=[registration.pk])
    return {"registration": registration, "form": form, "back_url": back, "caption": registration.reference, **more}


agent_tab = AgentTab(10, gettext_lazy("Activations"), "agents:queue", DESK)
agent_urls = [
    path("activations/", queue, name="queue"),
    path("activations/<uuid:pk>/", file, name="registration"),
    path("activations/<uuid:pk>/prendre/", take, name="registration-take"),
    path("activations/<uuid:pk>/rendre/", release, name="registration-release"),
    path("activations/<uuid:pk>/appel/", call, name="registration-call"),
]
