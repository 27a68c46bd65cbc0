"""Stop everything of an enterprise, or let it go on, for a coded reason (screens.md A-10)."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db.models import TextChoices
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from accounts.agent_pages import AgentRequest, agent_page
from accounts.forms.reasons import ReasonForm
from accounts.opened_files import opening_reason
from clicsequr.kernel.errors import DomainError
from enterprises.models import Enterprise
from enterprises.rules.agent_help import EnterpriseReactivationReason, EnterpriseSuspensionReason
from enterprises.services.activation import DESK
from enterprises.services.enterprise_states import reactivate_enterprise, suspend_enterprise
from enterprises.states import EnterpriseState

_Act = tuple[type[TextChoices], Callable[..., Enterprise]]
_ACTS: dict[EnterpriseState, _Act] = {
    EnterpriseState.ACTIVE: (EnterpriseSuspensionReason, suspend_enterprise),
    EnterpriseState.SUSPENDED: (EnterpriseReactivationReason, reactivate_enterprise),
}


@agent_page(roles=DESK)
def enterprise_state(request: AgentRequest, pk: UUID) -> HttpResponse:
    """Offer the one act that the state allows; the service decides again."""
    if opening_reason(request, pk) is None:
        messages.info(request, _("Cherchez d’abord le dossier et donnez le motif de la consultation."))
        return redirect("agents:search")
    found = get_object_or_404(Enterprise, pk=pk)
    # What the page offered, whatever the state has become meanwhile.
    asked = request.POST.get("state", found.state)
    if asked not in _ACTS:
        raise Http404
    reasons, act = _ACTS[EnterpriseState(asked)]
    form = ReasonForm(request.POST if request.method == "POST" else None, reasons=reasons)
    if request.method == "POST" and form.is_valid():
        try:
            moved = act(pk, reason=form.cleaned_data["reason"], by=request.agent.user)
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
        else:
            said = {
                EnterpriseState.SUSPENDED: _("L’entreprise est suspendue. Ses responsables en sont avisés."),
                EnterpriseState.ACTIVE: _("L’entreprise est réactivée. Ses responsables en sont avisés."),
            }
            messages.success(request, said[EnterpriseState(moved.state)])
        return redirect("agents:enterprise", pk=pk)
    back = reverse("agents:enterprise", args=[pk])
    context = {"form": form, "enterprise": found, "asked": asked, "caption": found.name, "back_url": back}
    danger = asked == EnterpriseState.ACTIVE
    return render(request, "agents/enterprise_state.html", {**context, "cancel_url": back, "danger": danger})


agent_urls = [path("recherche/<uuid:pk>/etat/", enterprise_state, name="enterprise-state")]
