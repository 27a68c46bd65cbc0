"""Proposals: what differs, and the second person's answer."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.agent_pages import AgentRequest, agent_page
from accounts.capped_paginator import page_of
from clicsequr.kernel.errors import DomainError
from ministry_services.admin.integration_words import difference_rows
from ministry_services.forms.change import RefusalForm
from ministry_services.models import CatalogueChange
from ministry_services.queries.integration import INTEGRATION, changes_kept_by
from ministry_services.rules.catalogue_changes import may_decide, may_withdraw
from ministry_services.services.catalogue_changes import publish_change, refuse_change, withdraw_change
from ministry_services.services.catalogue_subjects import live
from ministry_services.states import ChangeState


@agent_page(roles=INTEGRATION, writes=())
def changes(request: AgentRequest) -> HttpResponse:
    """List the proposals, those that wait first shown."""
    asked = request.GET.get("state", ChangeState.PROPOSED)
    state = asked if asked in ChangeState.values else ""
    page = page_of(changes_kept_by(request.agent, state=state), number=request.GET.get("page"))
    filters = [("", _("Toutes")), *ChangeState.choices]
    context = {"page": page, "filters": filters, "state": state}
    return render(request, "agents/changes.html", context)


@agent_page(roles=INTEGRATION, writes=())
def change(request: AgentRequest, pk: UUID) -> HttpResponse:
    """Show what differs, and what this agent may do about it."""
    row = get_object_or_404(changes_kept_by(request.agent), pk=pk)
    is_open = row.state == ChangeState.PROPOSED
    who = {"proposed_by": row.proposed_by_id, "agent": request.agent.user.pk}
    context = {
        "change": row,
        "differences": difference_rows(row),
        "is_open": is_open,
        "is_stale": is_open and live(row.kind, ministry=row.ministry, subject=row.subject) != row.before,
        "may_decide": is_open and may_decide(**who),
        "may_withdraw": is_open and may_withdraw(**who),
    }
    return render(request, "agents/change.html", context)


@agent_page(roles=INTEGRATION, reads=())
def publish(request: AgentRequest, pk: UUID) -> HttpResponse:
    return _answered(request, pk, publish_change, said=_("C’est en vigueur."))


@agent_page(roles=INTEGRATION, reads=())
def withdraw(request: AgentRequest, pk: UUID) -> HttpResponse:
    return _answered(request, pk, withdraw_change, said=_("Votre proposition est retirée."))


@agent_page(roles=INTEGRATION)
def refuse(request: AgentRequest, pk: UUID) -> HttpResponse:
    """Refuse, with a reason that its writer will read."""
    row = get_object_or_404(changes_kept_by(request.agent), pk=pk)
    form = RefusalForm(request.POST if request.method == "POST" else None)
    back = reverse("agents:change", args=[pk])
    if request.method == "POST" and form.is_valid():
        try:
            refuse_change(pk, reason=form.cleaned_data["reason"], by=request.agent, now=timezone.now())
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("La proposition est refusée. Rien n’a changé."))
        return redirect(back)
    context = {"form": form, "caption": row.name, "back_url": back, "cancel_url": back}
    return render(request, "agents/change_refuse.html", context)


def _answered(request: AgentRequest, pk: UUID, act: Callable[..., CatalogueChange], *, said: str) -> HttpResponse:
    get_object_or_404(changes_kept_by(request.agent), pk=pk)
    try:
        act(pk, by=request.agent, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, said)
    return redirect("agents:change", pk=pk)


agent_urls = [
    path("integration/propositions/", changes, name="changes"),
    path("integration/propositions/<uuid:pk>/", change, name="change"),
    path("integration/propositions/<uuid:pk>/publier/", publish, name="change-publish"),
    path("integration/propositions/<uuid:pk>/refuser/", refuse, name="change-refuse"),
    path("integration/propositions/<uuid:pk>/retirer/", withdraw, name="change-withdraw"),
]
