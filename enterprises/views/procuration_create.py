"""Create a procuration: what and for whom, access and days, check (screens.md P-02, P-03)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.confirmation import needs_confirmation
from clicsequr.kernel.errors import DomainError
from enterprises.forms.procurations import EXTERNAL, INTERNAL, RESTRICTED, AccessForm, ProcurationForm
from enterprises.models import Enterprise
from enterprises.procuration_draft import ProcurationDraft, draft_in, drop_draft, keep_draft
from enterprises.queries.procurations import enrolled_services, given_days
from enterprises.rules.procurations import overlapping
from enterprises.services.procurations import create_procuration, mandatary_by
from enterprises.views.access import MemberRequest, member_page, posted
from ministry_services.models import OnlineService


@member_page()
def procuration_create(request: MemberRequest) -> HttpResponse:
    """P-02: its name, for whom, which services; only those with an active enrolment are there."""
    services = list(enrolled_services(request.member.enterprise))
    if not services:
        return render(request, "enterprises/procuration_nothing.html")
    draft = draft_in(request.session, firm=request.member.enterprise_id)
    initial = {"name": draft.name, "kind": EXTERNAL if draft.mandatary_neq else INTERNAL,
               "mandatary_neq": draft.mandatary_neq, "services": draft.services}  # fmt: skip
    choices = [(service.slug, f"{service.name} ({service.ministry.list_label})") for service in services]
    form = ProcurationForm(posted(request), services=choices, initial=initial)
    if request.method == "POST" and form.is_valid() and _names_another(form, grantor=request.member.enterprise):
        draft.name, draft.services = form.cleaned_data["name"], form.cleaned_data["services"]
        draft.mandatary_neq = form.cleaned_data["mandatary_neq"]
        draft.tasks = {slug: tasks for slug, tasks in draft.tasks.items() if slug in draft.services}
        keep_draft(request.session, draft)
        return redirect("enterprises:procuration-access")
    context = {"form": form, "cancel_url": reverse("enterprises:procurations")}
    return render(request, "enterprises/procuration_create.html", context)


def _names_another(form: ProcurationForm, *, grantor: Enterprise) -> bool:
    """Say beside the number that it is nobody's, or one's own; an internal procuration names none."""
    try:
        if form.cleaned_data["mandatary_neq"]:
            mandatary_by(form.cleaned_data["mandatary_neq"], grantor=grantor)
    except DomainError as refusal:
        form.add_error("mandatary_neq", str(refusal.message))
        return False
    return True


@member_page()
def procuration_access(request: MemberRequest) -> HttpResponse:
    """P-02, P-03: all the tasks or some, then the days."""
    draft = draft_in(request.session, firm=request.member.enterprise_id)
    services = _chosen(request, draft)
    if not services:
        return redirect("enterprises:procuration-create")
    form = AccessForm(posted(request), services=services, initial=_initial(draft, services))
    if request.method == "POST" and form.is_valid():
        draft.tasks = form.tasks
        draft.starts_on = form.cleaned_data["starts_on"].isoformat()
        draft.ends_on = form.cleaned_data["ends_on"].isoformat()
        keep_draft(request.session, draft)
        return redirect("enterprises:procuration-check")
    context = {"form": form, "cancel_url": reverse("enterprises:procurations")}
    return render(request, "enterprises/procuration_access.html", context)


@member_page()
@needs_confirmation
def procuration_check(request: MemberRequest) -> HttpResponse:
    """P-03: read it all once more, then transmit."""
    draft = draft_in(request.session, firm=request.member.enterprise_id)
    services = _chosen(request, draft)
    if not services or not draft.ends_on:
        return redirect("enterprises:procuration-create")
    context = _check_page(request, draft, services)
    if request.method == "POST" and request.POST.get("shown") == draft.digest:
        try:
            made = create_procuration(
                name=draft.name,
                scopes=draft.scopes,
                days=draft.days,
                mandatary_neq=draft.mandatary_neq,
                by=request.member,
                now=timezone.now(),
            )
        except DomainError as refusal:
            context["summary_errors"] = [{"text": refusal.message}]
        else:
            return _made(request, made.pk, is_offered=bool(draft.mandatary_neq))
    elif request.method == "POST":
        messages.warning(request, _("Cette procuration a changé dans une autre fenêtre. Vérifiez-la de nouveau."))
    return render(request, "enterprises/procuration_check.html", context)


def _made(request: MemberRequest, pk: object, *, is_offered: bool) -> HttpResponse:
    drop_draft(request.session)
    said = (
        _("La procuration est offerte. L’autre entreprise l’acceptera ou la déclinera.")
        if is_offered
        else _("La procuration est créée. Assignez-la maintenant à des utilisateurs.")
    )
    messages.success(request, said)
    return redirect("enterprises:procuration", pk=pk)


def _chosen(request: MemberRequest, draft: ProcurationDraft) -> list[OnlineService]:
    return [one for one in enrolled_services(request.member.enterprise) if one.slug in draft.services]


def _initial(draft: ProcurationDraft, services: list[OnlineService]) -> dict[str, object]:
    initial: dict[str, object] = {"starts_on": timezone.localdate()}
    if draft.ends_on:
        initial |= {"starts_on": draft.days.starts_on, "ends_on": draft.days.ends_on}
    for service in services:
        if service.slug in draft.tasks:
            initial |= {f"access_{service.pk}": RESTRICTED, f"tasks_{service.pk}": draft.tasks[service.slug]}
    return initial


def _check_page(request: MemberRequest, draft: ProcurationDraft, services: list[OnlineService]) -> dict[str, object]:
    firm = request.member.enterprise
    scopes = []
    for service in services:
        wanted = draft.tasks.get(service.slug)
        tasks = [task for task in service.tasks.all() if task.code in (wanted or ())]
        scopes.append({"service": service, "tasks": tasks})
    others = given_days(firm, now=timezone.now())
    mandatary = Enterprise.objects.filter(neq=draft.mandatary_neq).first() if draft.mandatary_neq else None
    return {
        "draft": draft,
        "scopes": scopes,
        "mandatary": mandatary,
        "overlaps": not draft.mandatary_neq and overlapping(draft.days, [one.pk for one in services], others),
        "cancel_url": reverse("enterprises:procurations"),
    }
