"""An agent finds one person's file by its exact code, for a reason that stays in the journal (screens.md A-11)."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.agent_pages import AgentRequest, AgentTab, agent_page
from accounts.events import FILE_VIEWED
from accounts.forms.reasons import ReasonForm
from accounts.models import User
from accounts.opened_files import open_file, opening_reason
from accounts.services.journal import record
from citizens.admin.citizen_acts import Act, act_named
from citizens.admin.citizen_file import citizen_context, creation_rows
from citizens.forms.agent_search import CitizenSearchForm
from citizens.models import AccountCreation, CodeLetter
from citizens.queries.agent_file import citizen_accounts, citizen_file, open_creations
from citizens.queries.agent_search import find_citizen_file
from citizens.queries.identity import accounts_of
from citizens.services.letter_posting import DESK
from clicsequr.kernel.errors import DomainError


@agent_page(roles=DESK)
def citizens(request: AgentRequest) -> HttpResponse:
    """Find by POST: a code typed here stays out of addresses and of the servers' logs."""
    form = CitizenSearchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = find_citizen_file(form.cleaned_data["typed"])
        if found is not None:
            return _opened(request, found, reason=form.cleaned_data["reason"])
        form.add_error("typed", _("Aucun dossier ne porte exactement ce code ou cette référence"))
    return render(request, "agents/citizens.html", {"form": form})


def _opened(request: AgentRequest, found: User | AccountCreation | CodeLetter, *, reason: str) -> HttpResponse:
    open_file(request, found.pk, reason=reason)
    if isinstance(found, User):
        return redirect("agents:citizen", pk=found.pk)
    if isinstance(found, AccountCreation):
        return redirect("agents:citizen-creation", pk=found.pk)
    for account in accounts_of(found.person):
        open_file(request, account.pk, reason=reason)
    return redirect("agents:letter", pk=found.pk)


@agent_page(roles=DESK, writes=(), journals=True)
def citizen(request: AgentRequest, pk: UUID) -> HttpResponse:
    """Show a file that a search opened; every view stays in the journal with its reason."""
    reason = opening_reason(request, pk)
    if reason is None:
        return _search_first(request)
    user = get_object_or_404(citizen_accounts(), pk=pk)
    record(FILE_VIEWED, by=request.agent.user, subject=user, reason=reason, page="citizen")
    context = citizen_context(citizen_file(user, now=timezone.now()), page=request.GET.get("page"))
    return render(request, "agents/citizen.html", context)


@agent_page(roles=DESK, writes=(), journals=True)
def citizen_creation(request: AgentRequest, pk: UUID) -> HttpResponse:
    """Show how far a creation is; once it has made an account, that is the file to look for."""
    reason = opening_reason(request, pk)
    if reason is None:
        return _search_first(request)
    creation = get_object_or_404(open_creations(), pk=pk)
    record(FILE_VIEWED, by=request.agent.user, subject=creation, reason=reason, page="citizen_creation")
    context = {"creation": creation, "rows": creation_rows(creation)}
    return render(request, "agents/citizen_creation.html", context)


@agent_page(roles=DESK)
def citizen_act(request: AgentRequest, pk: UUID, slug: str) -> HttpResponse:
    """Confirm one act on a file that is open, with its reason; the service decides, the person is told."""
    act = act_named(slug)
    if act is None:
        raise Http404
    if opening_reason(request, pk) is None:
        return _search_first(request)
    user = get_object_or_404(citizen_accounts(), pk=pk)
    form = ReasonForm(request.POST or None, reasons=act.reasons)
    if request.method == "POST" and form.is_valid():
        return _done(request, user, act, reason=form.cleaned_data["reason"])
    back = reverse("agents:citizen", args=[pk])
    context = {"form": form, "act": act, "back_url": back, "caption": user.user_code, "danger": act.is_danger}
    return render(request, "agents/citizen_act.html", context)


def _done(request: AgentRequest, user: User, act: Act, *, reason: str) -> HttpResponse:
    try:
        act.service(user, by=request.agent.user, reason=reason, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, str(act.done))
    return redirect("agents:citizen", pk=user.pk)


def _search_first(request: AgentRequest) -> HttpResponseRedirect:
    messages.info(request, _("Cherchez d’abord le dossier et donnez le motif de la consultation."))
    return redirect("agents:citizens")


agent_tab = AgentTab(42, gettext_lazy("Citoyens"), "agents:citizens", DESK)
agent_urls = [
    path("citoyens/", citizens, name="citizens"),
    path("citoyens/<uuid:pk>/", citizen, name="citizen"),
    path("citoyens/<uuid:pk>/<slug:slug>/", citizen_act, name="citizen-act"),
    path("citoyens/creation/<uuid:pk>/", citizen_creation, name="citizen-creation"),
]
