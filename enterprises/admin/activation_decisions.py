"""Identity of the caller, activation, refusal (screens.md A-04 to A-06)."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.agent_pages import AgentRequest, agent_page
from clicsequr.kernel.errors import DomainError
from enterprises.admin.activation import form_context
from enterprises.admin.registration_file import file_context
from enterprises.forms.activation import ActivateForm, FileForm, RefuseForm, SecretForm, told_initial
from enterprises.queries.agent_queue import registration_files
from enterprises.services.activation import (
    DESK,
    activate_registration,
    approve_activation,
    check_secret,
    refuse_registration,
)
from enterprises.states import SecretKind


@agent_page(roles=DESK, writes=())
def checks(request: AgentRequest, pk: UUID) -> HttpResponse:
    """Show which kinds of secret can be asked, and what was found."""
    registration = get_object_or_404(registration_files(), pk=pk)
    context = file_context(registration, agent=request.agent)
    return render(request, "agents/registration_checks.html", {**form_context(registration, None), **context})


@agent_page(roles=DESK)
def check(request: AgentRequest, pk: UUID, kind: str) -> HttpResponse:
    registration = get_object_or_404(registration_files(), pk=pk)
    if kind not in SecretKind.values:
        raise Http404
    form = SecretForm(request.POST or None, kind=kind, initial={"version": registration.version})
    if request.method == "POST" and form.is_valid():
        said, version = form.said, form.cleaned_data["version"]
        act = {"kind": kind, "value": said, "by": request.agent.user, "version": version, "now": timezone.now()}
        try:
            matched = check_secret(registration, **act)
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
        else:
            told = messages.success if matched else messages.warning
            told(request, _("Concorde.") if matched else _("Ne concorde pas."))
        return redirect("agents:registration-checks", pk=pk)
    context = form_context(registration, form, title=SecretKind(kind).label, tries=settings.ACTIVATION_TRIES)
    context["back_url"] = reverse("agents:registration-checks", args=[pk])
    return render(request, "agents/registration_check.html", context)


@agent_page(roles=DESK)
def activate(request: AgentRequest, pk: UUID) -> HttpResponse:
    registration = get_object_or_404(registration_files(), pk=pk)
    initial = {"version": registration.version, "told": told_initial(registration)}
    form = ActivateForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        by_phone = form.cleaned_data["told"] == "phone"
        act = {"version": form.cleaned_data["version"], "told_by_phone": by_phone, "now": timezone.now()}
        try:
            activate_registration(registration, by=request.agent.user, **act)
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
            return redirect("agents:registration", pk=pk)
        messages.success(request, _("L’inscription %(reference)s est activée.") % {"reference": registration.reference})
        return redirect("agents:queue")
    context = file_context(registration, agent=request.agent)
    return render(request, "agents/registration_activate.html", {**context, **form_context(registration, form)})


@agent_page(roles=DESK, reads=())
def approve(request: AgentRequest, pk: UUID) -> HttpResponse:
    registration = get_object_or_404(registration_files(), pk=pk)
    form = FileForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else -1
    try:
        approve_activation(registration, by=request.agent.user, version=version)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
        return redirect("agents:registration", pk=pk)
    messages.success(request, _("L’activation est approuvée. Un autre agent doit la faire."))
    return redirect("agents:queue")


@agent_page(roles=DESK)
def refuse(request: AgentRequest, pk: UUID) -> HttpResponse:
    registration = get_object_or_404(registration_files(), pk=pk)
    form = RefuseForm(request.POST or None, initial={"version": registration.version})
    if request.method == "POST" and form.is_valid():
        try:
            refuse_registration(registration, by=request.agent.user, now=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
            return redirect("agents:registration", pk=pk)
        messages.success(request, _("L’inscription %(reference)s est refusée.") % {"reference": registration.reference})
        return redirect("agents:queue")
    return render(request, "agents/registration_refuse.html", form_context(registration, form))


agent_urls = [
    path("activations/<uuid:pk>/verifier/", checks, name="registration-checks"),
    path("activations/<uuid:pk>/verifier/<str:kind>/", check, name="registration-check"),
    path("activations/<uuid:pk>/approuver/", approve, name="registration-approve"),
    path("activations/<uuid:pk>/activer/", activate, name="registration-activate"),
    path("activations/<uuid:pk>/refuser/", refuse, name="registration-refuse"),
]
