"""An agent finds one file by its exact number, for a reason that stays in the journal (screens.md A-10)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import events
from accounts.agent_pages import AgentRequest, AgentTab, agent_page
from accounts.opened_files import open_file, opening_reason
from accounts.services.journal import record
from accounts.services.sign_in import unlock_account
from clicsequr.kernel.errors import DomainError
from enterprises.admin.enterprise_file import enterprise_context
from enterprises.forms.agent_search import SearchForm
from enterprises.models import Enterprise
from enterprises.queries.agent_search import find_enterprise, members_of, registrations_of
from enterprises.services.activation import DESK
from enterprises.services.agent_help import resend_decision


@agent_page(roles=DESK)
def search(request: AgentRequest) -> HttpResponse:
    """Find by POST: a number typed here stays out of addresses and of the servers' logs."""
    form = SearchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        enterprise = find_enterprise(form.cleaned_data["typed"])
        if enterprise is not None:
            open_file(request, enterprise.pk, reason=form.cleaned_data["reason"])
            return redirect("agents:enterprise", pk=enterprise.pk)
        form.add_error("typed", _("Aucun dossier ne porte exactement ce numéro, ce code ou cette référence"))
    return render(request, "agents/search.html", {"form": form})


@agent_page(roles=DESK, writes=(), journals=True)
def enterprise(request: AgentRequest, pk: UUID) -> HttpResponse:
    """Show a file that a search opened; every view stays in the journal with its reason."""
    reason = opening_reason(request, pk)
    if reason is None:
        messages.info(request, _("Cherchez d’abord le dossier et donnez le motif de la consultation."))
        return redirect("agents:search")
    found = get_object_or_404(Enterprise, pk=pk)
    record(events.FILE_VIEWED, by=request.agent.user, subject=found, on_behalf_of=pk, reason=reason, page="enterprise")
    return render(request, "agents/enterprise.html", enterprise_context(found, query=request.GET))


@agent_page(roles=DESK, reads=())
def unlock(request: AgentRequest, pk: UUID, member: UUID) -> HttpResponse:
    reason = opening_reason(request, pk)
    if reason is not None:
        user = get_object_or_404(members_of(get_object_or_404(Enterprise, pk=pk)), pk=member).user
        unlock_account(user, by=request.agent.user, reason=reason)
        messages.success(request, _("Le compte %(code)s peut réessayer tout de suite.") % {"code": user.user_code})
    return redirect("agents:enterprise", pk=pk)


@agent_page(roles=DESK, reads=())
def resend(request: AgentRequest, pk: UUID, registration: UUID) -> HttpResponse:
    if opening_reason(request, pk) is not None:
        sent = {row.pk: row for row in registrations_of(get_object_or_404(Enterprise, pk=pk))}
        try:
            resend_decision(sent[registration], by=request.agent.user)
        except KeyError:
            messages.error(request, _("Cette demande n’est plus dans la liste. Revenez au dossier."))
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("L’avis repart par courriel."))
    return redirect("agents:enterprise", pk=pk)


agent_tab = AgentTab(40, gettext_lazy("Recherche"), "agents:search", DESK)
agent_urls = [
    path("recherche/", search, name="search"),
    path("recherche/<uuid:pk>/", enterprise, name="enterprise"),
    path("recherche/<uuid:pk>/debloquer/<uuid:member>/", unlock, name="enterprise-unlock"),
    path("recherche/<uuid:pk>/aviser/<uuid:registration>/", resend, name="enterprise-resend"),
]
