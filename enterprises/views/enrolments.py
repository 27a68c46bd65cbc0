"""My enrolments (I-08): where each stands; withdraw what waits, deactivate what is active."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.confirmation import needs_confirmation
from clicsequr.kernel.errors import DomainError
from enterprises.queries.enrolments import drafts_of, enrolment_row, enrolments_of
from enterprises.services.enrolment_endings import deactivate_enrolment, withdraw_enrolment
from enterprises.views.access import MemberRequest, member_page

PAGE_SIZE = 25


@member_page(writes=())
def enrolments(request: MemberRequest) -> HttpResponse:
    """I-08: every enrolment, the latest first, with its reason and what may be done."""
    now = timezone.now()
    page = Paginator(enrolments_of(request.member.enterprise), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [enrolment_row(enrolment, now=now) for enrolment in page]
    late = [row for row in rows if row.is_late]
    context = {"page": page, "rows": rows, "late": late, "drafts": drafts_of(request.member)}
    return render(request, "enterprises/enrolments.html", context)


@member_page()
def withdraw(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take back a request that waits, after a page that says what it means."""
    enrolment = get_object_or_404(enrolments_of(request.member.enterprise), pk=pk)
    if request.method == "POST":
        try:
            withdraw_enrolment(pk, by=request.member, now=timezone.now())
            messages.success(request, _("La demande est retirée."))
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
        return redirect("enterprises:enrolments")
    return render(request, "enterprises/enrolment_withdraw.html", {"enrolment": enrolment})


@member_page()
@needs_confirmation
def deactivate(request: MemberRequest, pk: UUID) -> HttpResponse:
    """End an active enrolment, after the password (X-12) and a page that says what it means."""
    enrolment = get_object_or_404(enrolments_of(request.member.enterprise), pk=pk)
    if request.method == "POST":
        try:
            deactivate_enrolment(pk, by=request.member, now=timezone.now())
            messages.success(request, _("L’inscription est désactivée."))
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
        return redirect("enterprises:enrolments")
    return render(request, "enterprises/enrolment_deactivate.html", {"enrolment": enrolment})
