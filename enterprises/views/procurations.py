"""Procurations of an enterprise: those it gave, those it received, one of them and what may be done (P-01, P-06)."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.capped_paginator import page_of
from accounts.confirmation import needs_confirmation
from clicsequr.kernel.errors import DomainError
from clicsequr.kernel.forms import BaseForm
from enterprises.forms.procurations import EndForm
from enterprises.grant_rows import GrantRow, assignment_rows, procuration_rows
from enterprises.models import Procuration
from enterprises.procuration_document import procuration_pdf
from enterprises.queries.procurations import (
    assignments_in,
    people_losing_access,
    procurations_of,
    procurations_received_by,
)
from enterprises.services.procurations import answer_procuration, change_end, revoke_procuration
from enterprises.views.access import MemberRequest, member_page, posted
from enterprises.views.member_files import version_of

HOLDERS_SHOWN = 25


@member_page(writes=())
def procurations(request: MemberRequest) -> HttpResponse:
    """P-01: those given, or with `?recues` those received."""
    received = "recues" in request.GET
    firm, now = request.member.enterprise, timezone.now()
    found = procurations_received_by(firm) if received else procurations_of(firm)
    page = page_of(found, number=request.GET.get("page"))
    context = {"page": page, "rows": procuration_rows(page, now=now), "received": received}
    return render(request, "enterprises/procurations.html", context)


@member_page(writes=())
def procuration(request: MemberRequest, pk: UUID) -> HttpResponse:
    """P-06: what it gives, to whom, until when, who holds it."""
    row = row_or_404(request, pk)
    holders = assignments_in(_of(row), enterprise=request.member.enterprise)[:HOLDERS_SHOWN]
    context = {
        "row": row,
        "scopes": scopes_of(_of(row)),
        "is_grantor": _of(row).enterprise_id == request.member.enterprise_id,
        "holders": assignment_rows(holders, now=timezone.now()),
    }
    return render(request, "enterprises/procuration.html", context)


@member_page(writes=())
def procuration_download(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The same on paper, for whoever asks to see it."""
    row = row_or_404(request, pk)
    pdf = procuration_pdf(row, scopes=scopes_of(_of(row)), on=timezone.localdate())
    headers = {"Content-Disposition": f'attachment; filename="procuration_{_of(row).number}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@member_page()
@needs_confirmation
def procuration_end(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Change the last day: the one thing that may change."""
    row = row_or_404(request, pk, as_grantor=True)
    form = EndForm(posted(request), initial={"ends_on": row.grant.ends_on})
    if request.method == "POST" and form.is_valid():
        try:
            ends_on, version = form.cleaned_data["ends_on"], version_of(request)
            change_end(pk, ends_on=ends_on, version=version, by=request.member, now=timezone.now())
        except DomainError as refusal:
            form.add_error("ends_on", str(refusal.message))
        else:
            messages.success(request, _("La date de fin est modifiée."))
            return redirect("enterprises:procuration", pk=pk)
    return render(request, "enterprises/procuration_end.html", _page(request, row, form))


@member_page()
@needs_confirmation
def procuration_revoke(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say how many lose access, then end it for all."""
    row = row_or_404(request, pk, as_grantor=True)
    form = BaseForm(posted(request))
    if request.method == "POST":
        try:
            revoke_procuration(pk, version=version_of(request), by=request.member, now=timezone.now())
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("La procuration est révoquée. Plus personne n’agit par elle."))
            return redirect("enterprises:procuration", pk=pk)
    context = {**_page(request, row, form), "losing": people_losing_access(_of(row)), "danger": True}
    return render(request, "enterprises/procuration_revoke.html", context)


@member_page()
@needs_confirmation
def procuration_answer(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The mandatary reads what it would do in whose name, then accepts or declines."""
    received = procurations_received_by(request.member.enterprise)
    row = procuration_rows([get_object_or_404(received, pk=pk)], now=timezone.now())[0]
    if request.method == "POST" and request.POST.get("answer") in {"accept", "decline"}:
        accepts = request.POST["answer"] == "accept"
        try:
            version = version_of(request)
            answer_procuration(pk, accept=accepts, version=version, by=request.member, now=timezone.now())
            messages.success(
                request, _("La procuration est acceptée.") if accepts else _("La procuration est déclinée.")
            )
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
        return redirect("enterprises:procuration", pk=pk)
    context = {"row": row, "scopes": scopes_of(_of(row)), "version": _of(row).version}
    return render(request, "enterprises/procuration_answer.html", context)


def row_or_404(request: MemberRequest, pk: UUID, *, as_grantor: bool = False) -> GrantRow:
    """Give a procuration the enterprise gave, or received unless `as_grantor`."""
    firm = request.member.enterprise
    side = Q(enterprise=firm) if as_grantor else Q(enterprise=firm) | Q(mandatary=firm)
    found = Procuration.objects.filter(side).select_related("enterprise", "mandatary", "created_by")
    return procuration_rows([get_object_or_404(found, pk=pk)], now=timezone.now())[0]


def scopes_of(grant: Procuration) -> list[dict[str, object]]:
    """Give each service with its tasks; no task named: all of it."""
    rows = grant.services.select_related("service__ministry").prefetch_related("tasks").order_by("service__order")
    return [
        {
            "service": row.service,
            "tasks": [] if row.unrestricted else list(row.tasks.all()),
            "is_over": row.ended_at is not None,
        }
        for row in rows
    ]


def _of(row: GrantRow) -> Procuration:
    return row.grant  # type: ignore[return-value]  # rows of this file are of procurations


def _page(request: MemberRequest, row: GrantRow, form: BaseForm) -> dict[str, object]:
    return {
        "row": row,
        "form": form,
        "version": request.POST.get("version", _of(row).version),
        "cancel_url": reverse("enterprises:procuration", args=[row.grant.pk]),
    }
