"""The gate before a service (X-04): who is signed in, for whom, and one page for each reason not to go on."""

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from enterprises.queries.enrolments import latest_enrolment, online_services
from enterprises.queries.rights import effective_right
from enterprises.rules.access import Reason
from enterprises.views.access import EVERYBODY, MemberRequest, explained, member_page

_NOT_ENROLLED = {
    Reason.NOT_ENROLLED,
    Reason.ENROLMENT_IN_PROGRESS,
    Reason.ENROLMENT_REFUSED,
    Reason.ENROLMENT_ENDED,
}
_GRANT_OVER = {Reason.GRANT_UPCOMING, Reason.GRANT_EXPIRED, Reason.GRANT_REVOKED}


@member_page(roles=EVERYBODY, writes=(), while_lew4_pending=True)
def service_access(request: MemberRequest, slug: str) -> HttpResponseBase:
    """X-04: ask the one function that decides, then show the service or the page of the reason."""
    service = get_object_or_404(online_services(), slug=slug)
    right = effective_right(request.member, service, now=timezone.now(), grantor=request.grantor)
    context = {"service": service, "member": request.member, "grantor": request.grantor, "right": right}
    if right.reason in _NOT_ENROLLED:
        return redirect("enterprises:not-enrolled", slug=slug)
    if right.reason == Reason.SERVICE_CLOSED:
        return render(request, "enterprises/access_closed.html", context)
    if right.reason in _GRANT_OVER:
        return render(request, "enterprises/access_grant_over.html", context, status=403)
    if not right.allowed:
        return explained(request, right.reason)
    tasks = service.tasks.filter(code__in=right.tasks) if right.tasks is not None else None
    return render(request, "enterprises/access_allowed.html", {**context, "tasks": tasks})


@member_page(roles=EVERYBODY, writes=())
def not_enrolled(request: MemberRequest, slug: str) -> HttpResponseBase:
    """X-08: never asked for, in progress, refused or ended; what to do differs for the RSE and for a user."""
    service = get_object_or_404(online_services(), slug=slug)
    reason = effective_right(request.member, service, now=timezone.now(), grantor=request.grantor).reason
    if reason not in _NOT_ENROLLED:
        return redirect("enterprises:service-access", slug=slug)
    enrolment = latest_enrolment(request.grantor, service)
    context = {"service": service, "enrolment": enrolment, "reason": reason, "is_rse": request.member.is_rse}
    return render(request, "enterprises/not_enrolled.html", context)
