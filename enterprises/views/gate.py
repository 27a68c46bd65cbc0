"""The gate before a service (X-04): who is signed in, for whom, and one page for each reason not to go on."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.states import Portal
from accounts.views.access import other_portal, sign_in_first
from clicsequr.kernel.pages import page
from enterprises.queries.enrolments import latest_enrolment, online_services
from enterprises.queries.members import membership_of
from enterprises.queries.rights import effective_right
from enterprises.rules.access import Reason
from enterprises.views.access import EVERYBODY, MemberRequest, explained, member_page

_NOT_ENROLLED = {
    Reason.NOT_ENROLLED,
    Reason.ENROLMENT_IN_PROGRESS,
    Reason.ENROLMENT_REFUSED,
    Reason.ENROLMENT_ENDED,
}


@page(writes=(), audience="member")
def service_access(request: HttpRequest, slug: str) -> HttpResponseBase:
    """X-04: ask the one function that decides, then show the service or the page of the reason."""
    service = get_object_or_404(online_services(), slug=slug)
    if not request.user.is_authenticated:
        return sign_in_first(request, portal=Portal.ENTERPRISES)
    if request.user.portal != Portal.ENTERPRISES:
        return other_portal(request, needed=Portal.ENTERPRISES)
    member = membership_of(request.user)
    decision = effective_right(member, service, now=timezone.now())
    if decision.reason in _NOT_ENROLLED:
        return redirect("enterprises:not-enrolled", slug=slug)
    if decision.reason == Reason.SERVICE_CLOSED:
        return render(request, "enterprises/access_closed.html", {"service": service})
    if not decision.allowed:
        return explained(request, decision.reason)
    request.member = member  # type: ignore[attr-defined]  # shown in the header: who acts for whom
    return render(request, "enterprises/access_allowed.html", {"service": service, "member": member})


@member_page(roles=EVERYBODY, writes=())
def not_enrolled(request: MemberRequest, slug: str) -> HttpResponseBase:
    """X-08: never asked for, in progress, refused or ended; what to do differs for the RSE and for a user."""
    service = get_object_or_404(online_services(), slug=slug)
    reason = effective_right(request.member, service, now=timezone.now()).reason
    if reason not in _NOT_ENROLLED:
        return redirect("enterprises:service-access", slug=slug)
    enrolment = latest_enrolment(request.member.enterprise, service)
    context = {"service": service, "enrolment": enrolment, "reason": reason, "is_rse": request.member.is_rse}
    return render(request, "enterprises/not_enrolled.html", context)
