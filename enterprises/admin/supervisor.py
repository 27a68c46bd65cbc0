"""What only a supervisor does: unfreeze, attribute, watch the delays (screens.md A-13)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.agent_pages import AgentRequest, AgentTab, agent_page
from accounts.states import AgentRole
from clicsequr.kernel.errors import DomainError
from enterprises.admin.activation import form_context
from enterprises.forms.activation import ReassignForm, UnfreezeForm
from enterprises.queries.agent_queue import registration_files
from enterprises.queries.supervision import COUNTED, Delays, delays, desk_agents
from enterprises.services.agent_files import reassign_registration, unfreeze_registration

SUPERVISORS = (AgentRole.SUPERVISOR,)


@agent_page(roles=SUPERVISORS, writes=())
def supervisor(request: AgentRequest) -> HttpResponse:
    return render(request, "agents/supervisor.html", {"rows": _delay_rows(delays(now=timezone.now()))})


@agent_page(roles=SUPERVISORS)
def unfreeze(request: AgentRequest, pk: UUID) -> HttpResponse:
    registration = get_object_or_404(registration_files(), pk=pk)
    form = UnfreezeForm(request.POST or None, initial={"version": registration.version})
    if request.method == "POST" and form.is_valid():
        try:
            unfreeze_registration(registration, by=request.agent.user, **form.cleaned_data)
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("La demande est dégelée."))
        return redirect("agents:registration", pk=pk)
    return render(request, "agents/registration_unfreeze.html", form_context(registration, form))


@agent_page(roles=SUPERVISORS)
def assign(request: AgentRequest, pk: UUID) -> HttpResponse:
    registration = get_object_or_404(registration_files(), pk=pk)
    initial = {"version": registration.version, "agent": registration.assigned_to_id}
    form = ReassignForm(request.POST or None, agents=desk_agents(), initial=initial)
    if request.method == "POST" and form.is_valid():
        act = {"to": form.cleaned_data["agent"], "version": form.cleaned_data["version"], "now": timezone.now()}
        try:
            reassign_registration(registration, by=request.agent.user, **act)
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("La demande est attribuée."))
        return redirect("agents:registration", pk=pk)
    return render(request, "agents/registration_assign.html", form_context(registration, form))


def _delay_rows(found: Delays) -> list[dict[str, Any]]:
    now = timezone.now()
    oldest, usual = found.oldest_submitted_at, found.median_delay
    no_decision = _("Aucune décision")
    rows = [
        (_("Plus ancienne demande en attente"), timesince(oldest, now, depth=1) if oldest else _("Aucune")),
        (
            _("Délai médian des dernières décisions"),
            timesince(now - usual, now, depth=1) if usual else no_decision,
        ),
        (_("Demandes non attribuées"), _counted(found.free)),
        (_("Demandes en retard"), _counted(found.overdue)),
        (_("Demandes gelées"), _counted(found.frozen)),
    ]
    return [{"key": key, "value": value} for key, value in rows]


def _counted(number: int) -> str:
    return _("%(number)d ou plus") % {"number": number} if number == COUNTED else str(number)


agent_tab = AgentTab(60, gettext_lazy("Superviseur"), "agents:supervisor", SUPERVISORS)
agent_urls = [
    path("superviseur/", supervisor, name="supervisor"),
    path("activations/<uuid:pk>/degeler/", unfreeze, name="registration-unfreeze"),
    path("activations/<uuid:pk>/attribuer/", assign, name="registration-assign"),
]
