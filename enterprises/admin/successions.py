"""« Nommer un responsable »: the paper by which the representative of an orphaned enterprise names another RSE."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from accounts import events
from accounts.agent_pages import AgentRequest, agent_page
from accounts.opened_files import opening_reason
from accounts.services.journal import record
from clicsequr.kernel.errors import DomainError
from enterprises.forms.successions import SuccessionForm
from enterprises.models import Enterprise
from enterprises.queries.successions import open_succession, rses_of
from enterprises.rules.successions import may_prepare_again, may_succeed
from enterprises.services.successions import DESK, prepare_succession


@agent_page(roles=DESK, journals=True)
def succession(request: AgentRequest, pk: UUID) -> HttpResponse:
    """Note who is named and why, from a file that a search opened; then the paper's own page."""
    reason = opening_reason(request, pk)
    if reason is None:
        messages.info(request, _("Cherchez d’abord le dossier et donnez le motif de la consultation."))
        return redirect("agents:search")
    enterprise = get_object_or_404(Enterprise, pk=pk)
    form = SuccessionForm(request.POST if request.method == "POST" else None, initial={"language": "fr"})
    if request.method == "POST" and form.is_valid():
        try:
            paper = prepare_succession(enterprise, successor=form.successor, by=request.agent.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Le formulaire est prêt. Faites-le signer par le représentant autorisé."))
            return redirect("agents:paper-form", pk=paper.pk)
    record(
        events.FILE_VIEWED, by=request.agent.user, subject=enterprise, on_behalf_of=pk, reason=reason, page="succession"
    )
    return render(request, "agents/succession.html", _context(enterprise, form))


def _context(enterprise: Enterprise, form: SuccessionForm) -> dict[str, object]:
    waiting = open_succession(enterprise)
    return {
        "form": form,
        "enterprise": enterprise,
        "caption": enterprise.name,
        "rses": rses_of(enterprise),
        "waiting": waiting,
        "may_prepare": may_succeed(enterprise_state=enterprise.state)
        and (waiting is None or may_prepare_again(paper_state=waiting.state)),
        "cancel_url": reverse("agents:enterprise", args=[enterprise.pk]),
    }


agent_urls = [path("recherche/<uuid:pk>/responsable/", succession, name="succession")]
