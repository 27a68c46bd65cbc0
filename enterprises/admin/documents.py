"""A document asked of an applicant, and its arrival (screens.md A-03)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.agent_pages import AgentRequest, agent_page
from clicsequr.kernel.errors import DomainError
from enterprises.admin.activation import form_context
from enterprises.forms.activation import FileForm
from enterprises.forms.agent_documents import DocumentForm
from enterprises.queries.agent_queue import registration_files
from enterprises.services.activation import DESK
from enterprises.services.agent_documents import ask_for_document, note_document_received


@agent_page(roles=DESK)
def ask(request: AgentRequest, pk: UUID) -> HttpResponse:
    registration = get_object_or_404(registration_files(), pk=pk)
    form = DocumentForm(request.POST or None, initial={"version": registration.version})
    if request.method == "POST" and form.is_valid():
        try:
            ask_for_document(registration, by=request.agent.user, now=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("Le document est demandé. La personne en est avisée par courriel."))
        return redirect("agents:registration", pk=pk)
    return render(request, "agents/registration_document.html", form_context(registration, form))


@agent_page(roles=DESK, reads=())
def received(request: AgentRequest, pk: UUID) -> HttpResponse:
    registration = get_object_or_404(registration_files(), pk=pk)
    form = FileForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else -1
    try:
        note_document_received(registration, by=request.agent.user, version=version)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Le document est noté comme reçu."))
    return redirect("agents:registration", pk=pk)


agent_urls = [
    path("activations/<uuid:pk>/document/", ask, name="registration-document"),
    path("activations/<uuid:pk>/document/recu/", received, name="registration-document-received"),
]
