"""Signed papers at the desk: found, received with their scan, decided, posted (screens.md A-07, A-08)."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.agent_pages import FILE_POLICY, AgentRequest, AgentTab, agent_page
from accounts.capped_paginator import page_of
from accounts.events import FILE_VIEWED
from accounts.services.journal import record
from clicsequr.kernel.errors import DomainError
from enterprises.admin.paper_form_file import accept_label, age_of, may_accept, paper_form_context
from enterprises.forms.paper_forms import ACCEPT, DecisionForm, PaperFormActForm, PaperFormSearchForm, ReceptionForm
from enterprises.models import PaperForm
from enterprises.queries.paper_form_desk import paper_form_files, paper_form_found_by, paper_form_queue
from enterprises.rules.paper_forms import is_overdue
from enterprises.scans import ScanRefused
from enterprises.services.paper_form_processing import (
    DESK,
    OtherReferenceOnScan,
    Verification,
    accept_paper_form,
    note_posting,
    receive_paper_form,
    refuse_paper_form,
)
from enterprises.services.paper_form_scans import open_scan
from enterprises.states import PaperFormRefusal
from enterprises.views.paper_form_pages import pdf_of

SHOWN = {
    "received": gettext_lazy("À traiter"),
    "overdue": gettext_lazy("En retard"),
    "to_send": gettext_lazy("Attendus"),
    "to_post": gettext_lazy("À poster"),
    "refused": gettext_lazy("Refusés"),
}


@agent_page(roles=DESK)
def paper_forms(request: AgentRequest) -> HttpResponse:
    """The queue; a number is searched by POST, so that it stays out of addresses and of the servers' logs."""
    form = PaperFormSearchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = paper_form_found_by(form.cleaned_data["typed"])
        if found is not None:
            return redirect("agents:paper-form", pk=found.pk)
        form.add_error(
            "typed", _("Aucun formulaire ne porte ce numéro. Une entreprise doit d’abord accepter les conditions")
        )
    today = timezone.localdate()
    show = request.GET.get("show", "") if request.GET.get("show") in SHOWN else "received"
    page = page_of(paper_form_queue(show, on=today), number=request.GET.get("page"))
    for row in page:
        row.age = age_of(row, on=today)
        row.is_overdue = is_overdue(state=row.state, received_on=row.received_on, on=today)
    filters = [{"value": value, "label": label, "is_current": value == show} for value, label in SHOWN.items()]
    return render(request, "agents/paper_forms.html", {"form": form, "page": page, "filters": filters})


@agent_page(roles=DESK, writes=(), journals=True)
def paper_form(request: AgentRequest, pk: UUID) -> HttpResponse:
    """Show a form; that it was seen, and by whom, stays in the journal."""
    form = _seen(request, pk, page="paper_form")
    return render(request, "agents/paper_form.html", paper_form_context(form, agent=request.agent.user))


@agent_page(roles=DESK, writes=(), journals=True)
def paper_form_scan(request: AgentRequest, pk: UUID) -> HttpResponse:
    """Show the scan, unsealed for this answer only."""
    form = _seen(request, pk, page="paper_form_scan")
    if not form.scan:
        raise Http404
    headers = {
        "Content-Disposition": f'inline; filename="{form.reference}.pdf"',
        "Content-Security-Policy": FILE_POLICY,
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(open_scan(form), content_type="application/pdf", headers=headers)


@agent_page(roles=DESK, writes=(), journals=True)
def paper_form_blank(request: AgentRequest, pk: UUID) -> HttpResponse:
    """Give the form filled as the enterprise gets it, to print and post."""
    return pdf_of(get_object_or_404(paper_form_files(), pk=pk), by=request.agent.user)


@agent_page(roles=DESK)
def paper_form_receive(request: AgentRequest, pk: UUID) -> HttpResponse:
    paper_form = get_object_or_404(paper_form_files(), pk=pk)
    form = ReceptionForm(request.POST or None, request.FILES or None, initial={"version": paper_form.version})
    if request.method == "POST" and form.is_valid():
        try:
            _receive(paper_form, form, request)
        except (ScanRefused, OtherReferenceOnScan) as refusal:
            form.add_error("scan", refusal.message)
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
            return redirect("agents:paper-form", pk=pk)
        else:
            messages.success(request, _("Le formulaire est reçu. Il reste à le traiter."))
            return redirect("agents:paper-form-decide", pk=pk)
    return render(request, "agents/paper_form_receive.html", _form_context(request, paper_form, form))


def _receive(paper_form: PaperForm, form: ReceptionForm, request: AgentRequest) -> None:
    typed = dict(form.cleaned_data)
    version, received_on, scan = typed.pop("version"), typed.pop("received_on"), typed.pop("scan").read()
    receive_paper_form(
        paper_form,
        by=request.agent.user,
        version=version,
        received_on=received_on,
        scan=scan,
        seen=Verification(**typed),
    )


@agent_page(roles=DESK)
def paper_form_decide(request: AgentRequest, pk: UUID) -> HttpResponse:
    paper_form = get_object_or_404(paper_form_files(), pk=pk)
    agent = request.agent.user
    form = DecisionForm(
        request.POST or None,
        initial={"version": paper_form.version},
        # What was sent is the service's to judge: a form changed meanwhile must not look like a missing answer.
        may_accept=request.method == "POST" or may_accept(paper_form, agent=agent),
        accept_label=accept_label(paper_form),
    )
    if request.method == "POST" and form.is_valid():
        return _decide(request, paper_form, form)
    return render(request, "agents/paper_form_decide.html", _form_context(request, paper_form, form))


def _decide(request: AgentRequest, paper_form: PaperForm, form: DecisionForm) -> HttpResponse:
    decision, act = form.cleaned_data["decision"], {"by": request.agent.user, "version": form.cleaned_data["version"]}
    try:
        if decision == ACCEPT:
            decided = accept_paper_form(paper_form, now=timezone.now(), **act)
        else:
            decided = refuse_paper_form(paper_form, code=PaperFormRefusal(decision), now=timezone.now(), **act)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _SAID.get(decided.state, _SAID["received"]))
    return redirect("agents:paper-form", pk=paper_form.pk)


_SAID = {
    "processed": gettext_lazy("Le formulaire est traité. L’entreprise en est avisée."),
    "refused": gettext_lazy("Le formulaire est refusé. L’entreprise en est avisée."),
    "received": gettext_lazy("Votre proposition est notée. Un second agent doit la confirmer."),
}


@agent_page(roles=DESK, reads=())
def paper_form_posted(request: AgentRequest, pk: UUID) -> HttpResponse:
    paper_form = get_object_or_404(paper_form_files(), pk=pk)
    form = PaperFormActForm(request.POST)
    # A page that names no version shows nothing that could be acted on.
    version = form.cleaned_data["version"] if form.is_valid() else -1
    try:
        note_posting(paper_form, by=request.agent.user, version=version, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("L’envoi postal est noté."))
    return redirect("agents:paper-form", pk=pk)


def _seen(request: AgentRequest, pk: UUID, *, page: str) -> PaperForm:
    form = get_object_or_404(paper_form_files(), pk=pk)
    record(FILE_VIEWED, by=request.agent.user, subject=form, on_behalf_of=form.enterprise_id, page=page)
    return form


def _form_context(request: AgentRequest, paper_form: PaperForm, form: object) -> dict[str, object]:
    context = paper_form_context(paper_form, agent=request.agent.user)
    back = reverse("agents:paper-form", args=[paper_form.pk])
    return {**context, "form": form, "back_url": back, "caption": paper_form.reference}


agent_tab = AgentTab(20, gettext_lazy("LEW-4"), "agents:paper-forms", DESK)
agent_urls = [
    path("lew-4/", paper_forms, name="paper-forms"),
    path("lew-4/<uuid:pk>/", paper_form, name="paper-form"),
    path("lew-4/<uuid:pk>/numerisation/", paper_form_scan, name="paper-form-scan"),
    path("lew-4/<uuid:pk>/formulaire/", paper_form_blank, name="paper-form-blank"),
    path("lew-4/<uuid:pk>/reception/", paper_form_receive, name="paper-form-receive"),
    path("lew-4/<uuid:pk>/decision/", paper_form_decide, name="paper-form-decide"),
    path("lew-4/<uuid:pk>/poste/", paper_form_posted, name="paper-form-posted"),
]
