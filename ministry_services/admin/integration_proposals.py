"""Write what an application should become: a new one, other terms, another state. A second person publishes it."""

import json
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.agent_pages import AgentRequest, agent_page
from clicsequr.kernel.errors import DomainError
from ministry_services.admin.integration import kept_or_404
from ministry_services.forms.relying_party import RelyingPartyForm
from ministry_services.models import CatalogueChange, Ministry, RelyingParty
from ministry_services.queries.integration import INTEGRATION, ministries_kept_by
from ministry_services.rules.relying_parties import Terms
from ministry_services.services.catalogue_changes import propose_change
from ministry_services.services.relying_parties import register_relying_party, terms_of
from ministry_services.services.relying_party_terms import live_values
from ministry_services.states import ChangeKind, ClientAuthentication, RelyingPartyState, Scope, SigningAlgorithm

_NEW = {
    "authentication": ClientAuthentication.PRIVATE_KEY,
    "algorithm": SigningAlgorithm.ES256,
    "scopes": [Scope.OPENID, Scope.PROFILE],
}


@agent_page(roles=INTEGRATION)
def new(request: AgentRequest) -> HttpResponse:
    """Choose the ministry when there are several, then write the terms; a draft and its proposal come of it."""
    ministries = list(ministries_kept_by(request.agent))
    asked = request.GET.get("ministry", ministries[0].code if len(ministries) == 1 else "")
    ministry = next((each for each in ministries if each.code == asked), None)
    if ministry is None:
        return render(request, "agents/application_ministry.html", {"ministries": ministries})
    form = _form(request, ministry, _NEW)
    if request.method == "POST" and form.is_valid():
        try:
            change = _registered(request, ministry, form.terms())
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return _proposed(request, change)
    back = reverse("agents:applications")
    context = {"form": form, "caption": ministry.list_label, "is_new": True, "back_url": back, "cancel_url": back}
    return render(request, "agents/application_form.html", context)


@agent_page(roles=INTEGRATION)
def edit(request: AgentRequest, pk: int) -> HttpResponse:
    """Propose other terms; what is live stays as it is."""
    row = kept_or_404(request, pk)
    keys = json.dumps(row.public_keys, indent=2) if row.public_keys else ""
    form = _form(request, row.ministry, RelyingPartyForm.initial_of(terms_of(row), keys=keys))
    if request.method == "POST" and form.is_valid():
        try:
            state = RelyingPartyState.PUBLISHED if row.state == RelyingPartyState.DRAFT else row.state
            change = _propose(request, row, {**form.terms().as_json(), "state": state})
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return _proposed(request, change)
    back = reverse("agents:application", args=[pk])
    context = {"form": form, "caption": row.name, "back_url": back, "cancel_url": back}
    return render(request, "agents/application_form.html", context)


@agent_page(roles=INTEGRATION, reads=())
def state(request: AgentRequest, pk: int) -> HttpResponse:
    """Propose to publish, to reopen or to retire it as it is."""
    row = kept_or_404(request, pk)
    wanted = request.POST.get("state", "")
    if wanted not in {RelyingPartyState.PUBLISHED, RelyingPartyState.RETIRED}:
        raise Http404
    try:
        change = _propose(request, row, {**live_values(row), "state": wanted})
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
        return redirect("agents:application", pk=pk)
    return _proposed(request, change)


def _form(request: AgentRequest, ministry: Ministry, initial: Any) -> RelyingPartyForm:
    services = [(service.slug, service.portal, service.name) for service in ministry.services.all()]
    local = settings.DEMO or settings.DEBUG
    data = request.POST if request.method == "POST" else None
    return RelyingPartyForm(data, ministry=ministry.code, services=services, local=local, initial=initial)


@transaction.atomic
def _registered(request: AgentRequest, ministry: Ministry, terms: Terms) -> CatalogueChange:
    # Its secret is drawn later, on the page that shows it: the one drawn here is known to nobody.
    row = register_relying_party(ministry, terms=terms, by=request.agent.user).relying_party
    return _propose(request, row, {**live_values(row), "state": RelyingPartyState.PUBLISHED})


def _propose(request: AgentRequest, row: RelyingParty, after: dict[str, Any]) -> CatalogueChange:
    return propose_change(
        row.ministry,
        kind=ChangeKind.RELYING_PARTY,
        subject=row.client_id,
        name=after["name"],
        after=after,
        by=request.agent,
        now=timezone.now(),
    )


def _proposed(request: AgentRequest, change: CatalogueChange) -> HttpResponse:
    messages.success(request, _("La proposition attend une seconde personne. Rien n’a encore changé."))
    return redirect("agents:change", pk=change.pk)


agent_urls = [
    path("integration/applications/nouvelle/", new, name="application-new"),
    path("integration/applications/<int:pk>/modifier/", edit, name="application-edit"),
    path("integration/applications/<int:pk>/proposer/", state, name="application-state"),
]
