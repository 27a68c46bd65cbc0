"""The applications of a ministry: the list, a file, what one person may do at once."""

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.agent_pages import AgentRequest, AgentTab, agent_page
from accounts.capped_paginator import page_of
from accounts.forms.reasons import ReasonForm
from clicsequr.kernel.errors import DomainError
from ministry_services.admin.integration_words import fact_rows, figure_rows, value_rows
from ministry_services.models import RelyingParty
from ministry_services.queries.integration import (
    INTEGRATION,
    facts_about,
    live_figures,
    ministries_kept_by,
    open_changes_of,
    relying_parties_kept_by,
)
from ministry_services.rules.suspensions import SuspensionReason
from ministry_services.services.relying_party_secrets import retire_former_secret, rotate_secret, secret_mark
from ministry_services.services.relying_party_states import suspend_relying_party
from ministry_services.services.relying_party_terms import live_values
from ministry_services.states import ChangeKind, ClientAuthentication, RelyingPartyState


@agent_page(roles=INTEGRATION, writes=())
def applications(request: AgentRequest) -> HttpResponse:
    """List what the agent keeps, by state, ministry and words."""
    asked = {name: request.GET.get(name, "")[:100].replace("\x00", "") for name in ("state", "ministry", "words")}
    asked["state"] = asked["state"] if asked["state"] in RelyingPartyState.values else ""
    page = page_of(relying_parties_kept_by(request.agent, **asked), number=request.GET.get("page"))
    context = {
        "page": page,
        "asked": asked,
        "states": RelyingPartyState.choices,
        "ministries": list(ministries_kept_by(request.agent)),
    }
    return render(request, "agents/applications.html", context)


def kept_or_404(request: AgentRequest, pk: int) -> RelyingParty:
    """Give an application this agent keeps; another one does not exist."""
    return get_object_or_404(relying_parties_kept_by(request.agent), pk=pk)


@agent_page(roles=INTEGRATION, writes=())
def application(request: AgentRequest, pk: int) -> HttpResponse:
    """Show what is live, what waits for a second person, the figures of the day and the history."""
    row = kept_or_404(request, pk)
    page = page_of(facts_about(ChangeKind.RELYING_PARTY, row.client_id, row=row), number=request.GET.get("page"))
    context = {
        "application": row,
        "rows": value_rows(ChangeKind.RELYING_PARTY, live_values(row)),
        "proposal": open_changes_of(ChangeKind.RELYING_PARTY, row.client_id).first(),
        "figures": figure_rows(live_figures(row, now=timezone.now()), former_until=row.former_secret_until),
        "has_secret": row.authentication != ClientAuthentication.PRIVATE_KEY,
        "page": page,
        "facts": fact_rows(page),
    }
    return render(request, "agents/application.html", context)


@agent_page(roles=INTEGRATION)
def suspend(request: AgentRequest, pk: int) -> HttpResponse:
    """Stop it at once, alone."""
    row = kept_or_404(request, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None, reasons=SuspensionReason)
    back = reverse("agents:application", args=[pk])
    if request.method == "POST" and form.is_valid():
        try:
            suspend_relying_party(pk, reason=SuspensionReason(form.cleaned_data["reason"]), by=request.agent)
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("L’application est suspendue. Tous ses accès en cours sont terminés."))
        return redirect(back)
    context = {"form": form, "caption": row.name, "back_url": back, "cancel_url": back, "danger": True}
    return render(request, "agents/application_suspend.html", context)


@agent_page(roles=INTEGRATION)
def secret(request: AgentRequest, pk: int) -> HttpResponse:
    """Ask first; answer the POST with the secret itself, on a page no cache keeps and no second POST repeats."""
    row = kept_or_404(request, pk)
    if row.authentication == ClientAuthentication.PRIVATE_KEY:
        raise Http404
    context = {"application": row, "mark": secret_mark(row)}
    if request.method != "POST":
        return render(request, "agents/application_secret.html", context)
    try:
        drawn = rotate_secret(pk, mark=request.POST.get("mark", ""), by=request.agent, now=timezone.now())
    except (DomainError, ObjectDoesNotExist) as refusal:
        messages.error(request, str(getattr(refusal, "message", "")))
        return redirect("agents:application", pk=pk)
    return render(request, "agents/application_secret.html", {**context, "secret": drawn})


@agent_page(roles=INTEGRATION, reads=())
def former_secret(request: AgentRequest, pk: int) -> HttpResponse:
    kept_or_404(request, pk)
    try:
        retire_former_secret(pk, by=request.agent)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("L’ancien secret est refusé dès maintenant."))
    return redirect("agents:application", pk=pk)


agent_tab = AgentTab(45, gettext_lazy("Intégration"), "agents:applications", INTEGRATION)
agent_urls = [
    path("integration/", applications, name="applications"),
    path("integration/applications/<int:pk>/", application, name="application"),
    path("integration/applications/<int:pk>/suspendre/", suspend, name="application-suspend"),
    path("integration/applications/<int:pk>/secret/", secret, name="application-secret"),
    path("integration/applications/<int:pk>/ancien-secret/", former_secret, name="application-former-secret"),
]
