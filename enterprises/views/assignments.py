"""Assign a procuration to users, see who holds what, take one back (screens.md P-04, P-05, P-07)."""

from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.capped_paginator import page_of
from accounts.confirmation import needs_confirmation
from clicsequr.kernel.csv_text import csv_text
from clicsequr.kernel.errors import AlreadyDone, DomainError
from enterprises.forms.procurations import AssignmentForm
from enterprises.grant_rows import assignment_rows
from enterprises.models import Assignment, Member, Procuration
from enterprises.queries.member_lists import members_by_name, suspended_users
from enterprises.queries.procurations import assignments_in_enterprise, procurations_to_assign, services_still_given
from enterprises.rules.procurations import Days
from enterprises.services.assignments import assign_procuration, revoke_assignment
from enterprises.services.procurations import UnfitDays
from enterprises.states import MemberRole, MemberState
from enterprises.views.access import MemberRequest, member_page, posted

PROCURATIONS_SHOWN = 50


@member_page(writes=())
def assignments(request: MemberRequest) -> HttpResponse:
    """P-05: every assignment of the enterprise's people, found by a name, a code or a number."""
    words = request.GET.get("nom", "").strip()[:100]
    found = assignments_in_enterprise(request.member.enterprise, words=words)
    page = page_of(found, number=request.GET.get("page"))
    context = {"page": page, "rows": assignment_rows(page, now=timezone.now()), "words": words}
    return render(request, "enterprises/assignments.html", context)


@member_page(writes=())
def assignment_export(request: MemberRequest) -> StreamingHttpResponse:
    """Every assignment of the enterprise's people, whatever the page showed."""
    lines = csv_text(_COLUMNS, _export_rows(assignments_in_enterprise(request.member.enterprise)))
    headers = {"Content-Disposition": 'attachment; filename="assignations.csv"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


@member_page()
@needs_confirmation
def assignment_create(request: MemberRequest) -> HttpResponse:
    """P-04: choose, read once more, transmit."""
    words = request.GET.get("nom", "").strip()[:100]
    procurations = _procurations(request)
    page = page_of(_people(request, words), number=request.GET.get("page"))
    if not procurations or not (page.object_list or words):
        return render(request, "enterprises/assignment_nothing.html", {"has_procuration": bool(procurations)})
    form = _form(request, procurations, list(page))
    context = {"form": form, "page": page, "words": words, "cancel_url": reverse("enterprises:members")}
    if request.method == "POST" and form.is_valid():
        if "is_read" not in request.POST:
            return render(request, "enterprises/assignment_check.html", {**context, **_check(form, procurations, page)})
        try:
            return _assign(request, form)
        except UnfitDays as refusal:
            form.add_error("ends_on", str(refusal.message))
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
    context["suspended"] = suspended_users(request.member.enterprise)
    return render(request, "enterprises/assignment_create.html", context)


@member_page()
@needs_confirmation
def assignment_revoke(request: MemberRequest, pk: UUID) -> HttpResponse:
    """P-07: one person, one procuration, at once."""
    found = assignments_in_enterprise(request.member.enterprise)
    row = assignment_rows([get_object_or_404(found, pk=pk)], now=timezone.now())[0]
    if request.method == "POST":
        try:
            revoke_assignment(pk, by=request.member, now=timezone.now())
            messages.success(request, _("L’assignation est révoquée. L’effet est immédiat."))
        except AlreadyDone:
            messages.info(request, _("Cette assignation était déjà révoquée."))
        return redirect("enterprises:assignments")
    still = [] if row.is_over else list(services_still_given(row.grant, now=timezone.now()))  # type: ignore[arg-type]  # of an assignment
    return render(request, "enterprises/assignment_revoke.html", {"row": row, "still": still})


_COLUMNS = ("procuration", "nom", "donnee_par", "code", "utilisateur", "debut", "fin", "etat", "accordee_par")


def _export_rows(found: QuerySet[Assignment]) -> Iterator[list[object]]:
    now = timezone.now()
    for one in found.iterator(chunk_size=2000):
        user, given, row = one.member.user, one.procuration, assignment_rows([one], now=now)[0]
        yield [
            given.number,
            given.name,
            given.enterprise.name,
            user.user_code,
            user.full_name,
            one.starts_on.isoformat(),
            row.ends_on.isoformat(),
            row.status.value,
            one.created_by.full_name,
        ]


def _procurations(request: MemberRequest) -> list[Procuration]:
    """Give what may be assigned; one named in the address comes alone, however many there are."""
    found = procurations_to_assign(request.member.enterprise, now=timezone.now())
    try:
        named = list(found.filter(pk=UUID(request.GET.get("procuration", ""))))
    except ValueError:
        named = []
    return named or list(found[:PROCURATIONS_SHOWN])


def _people(request: MemberRequest, words: str) -> object:
    """Give who may hold one: ordinary users, neither suspended nor revoked; one named in the address comes alone."""
    found = members_by_name(request.member.enterprise, words=words)
    found = found.filter(role=MemberRole.USER, state__in=(MemberState.ACTIVE, MemberState.CREATED))
    try:
        return found.filter(pk=UUID(request.GET.get("utilisateur", "")))
    except ValueError:
        return found


def _form(request: MemberRequest, procurations: list[Procuration], people: list[Member]) -> AssignmentForm:
    chosen, is_chosen = procurations[0], len(procurations) == 1
    initial: dict[str, object] = {
        "starts_on": max(chosen.starts_on, timezone.localdate()),
        # Of the procuration that is chosen already; of several, the days of one would mislead.
        "ends_on": chosen.ends_on if is_chosen else None,
        "members": [str(people[0].pk)] if "utilisateur" in request.GET and people else [],
    }
    if is_chosen:
        initial["procuration"] = str(chosen.pk)
    return AssignmentForm(
        posted(request),
        procurations=[(str(one.pk), _until(one)) for one in procurations],
        members=[(str(one.pk), f"{one.user.full_name} ({one.user.user_code})") for one in people],
        initial=initial,
    )


def _until(one: Procuration) -> str:
    said = {"name": one.name, "number": one.number, "end": date_format(one.ends_on)}
    return _("%(name)s (%(number)s), jusqu’au %(end)s") % said


def _check(form: AssignmentForm, procurations: list[Procuration], page: object) -> dict[str, object]:
    said = form.cleaned_data
    return {
        "procuration": next(one for one in procurations if str(one.pk) == said["procuration"]),
        "people": [one for one in page if str(one.pk) in said["members"]],  # type: ignore[attr-defined]  # a Page
        "days": Days(said["starts_on"], said["ends_on"]),
    }


def _assign(request: MemberRequest, form: AssignmentForm) -> HttpResponse:
    said = form.cleaned_data
    done = assign_procuration(
        UUID(said["procuration"]),
        member_ids=[UUID(pk) for pk in said["members"]],
        days=Days(said["starts_on"], said["ends_on"]),
        by=request.member,
        now=timezone.now(),
    )
    count = len(done.new)
    assigned = ngettext(
        "La procuration est assignée à %(count)d personne.",
        "La procuration est assignée à %(count)d personnes.",
        count,
    )
    if count:
        messages.success(request, assigned % {"count": count})
    for member in done.already:
        messages.info(request, _("%(name)s avait déjà cette procuration.") % {"name": member.user.full_name})
    return redirect("enterprises:procuration", pk=said["procuration"])
