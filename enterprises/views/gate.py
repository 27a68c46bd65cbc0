"""The gate before a service (X-04): who is signed in, for whom, and one page for each reason not to go on."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.states import Portal
from accounts.views.access import other_portal, sign_in_first
from clicsequr.kernel.pages import page
from enterprises.access_policy import NOT_THEIRS, entry
from enterprises.queries.enrolments import latest_enrolment, online_services
from enterprises.queries.rights import Held, effective_right
from enterprises.rules.access import Reason
from enterprises.views.access import ELSEWHERE, EVERYBODY, MemberRequest, member_page
from enterprises.views.acting_for import KEPT
from ministry_services.access_policy import ChoiceNeeded
from ministry_services.models import OnlineService
from ministry_services.queries.waiting import Waiting
from ministry_services.way_in import enter_service, keeping_next, waiting_in

_NOT_ENROLLED = {
    Reason.NOT_ENROLLED,
    Reason.ENROLMENT_IN_PROGRESS,
    Reason.ENROLMENT_REFUSED,
    Reason.ENROLMENT_ENDED,
}
_PAGES: dict[str, str] = {
    **dict.fromkeys(_NOT_ENROLLED, "enterprises/not_enrolled.html"),
    Reason.SERVICE_CLOSED: "enterprises/access_closed.html",
    Reason.GRANT_UPCOMING: "enterprises/access_grant_over.html",
    Reason.GRANT_EXPIRED: "enterprises/access_grant_over.html",
    Reason.GRANT_REVOKED: "enterprises/access_grant_over.html",
}


@page(writes=(), audience="member")
def service_access(request: HttpRequest, slug: str) -> HttpResponseBase:
    """X-04: ask the one function that decides, then lead to the service or show the page of the reason."""
    if not request.user.is_authenticated:
        return sign_in_first(request, portal=Portal.ENTERPRISES)
    service, now = get_object_or_404(online_services(), slug=slug), timezone.now()
    waiting = waiting_in(request, service=service, now=now)
    if request.user.portal != Portal.ENTERPRISES:
        return other_portal(request, needed=Portal.ENTERPRISES, waiting=waiting)
    try:
        held = entry(request, service, enterprise=waiting.enterprise if waiting else "", now=now)
    except ChoiceNeeded as needed:
        return redirect(needed.address)
    if held is None or not held.right.allowed:
        return _refused(request, service, held, waiting)
    _show_in_whose_name(request, held)
    return enter_service(request, service, waiting) or _no_address(request, service, held)


def _refused(
    request: HttpRequest, service: OnlineService, held: Held | None, waiting: Waiting | None
) -> HttpResponseBase:
    reason = held.right.reason if held else NOT_THEIRS if waiting and waiting.enterprise else Reason.NO_MEMBERSHIP
    if reason in _NOT_ENROLLED and waiting is None:
        return redirect("enterprises:not-enrolled", slug=service.slug)
    if reason in ELSEWHERE and (waiting is None or reason == Reason.LEW4_PENDING):
        return redirect(keeping_next(request, reverse(ELSEWHERE[Reason(reason)])))
    context: dict[str, object] = {"service": service, "reason": reason, "waiting": waiting}
    if held is not None:
        _show_in_whose_name(request, held)
        context |= {"grantor": held.grantor, "right": held.right, "is_rse": held.member.is_rse}
        context |= {"enrolment": latest_enrolment(held.grantor, service) if reason in _NOT_ENROLLED else None}
    status = 200 if reason == Reason.SERVICE_CLOSED or reason in _NOT_ENROLLED else 403
    return render(request, _PAGES.get(reason, "enterprises/access_refused.html"), context, status=status)


def _no_address(request: HttpRequest, service: OnlineService, held: Held) -> HttpResponseBase:
    tasks = service.tasks.filter(code__in=held.right.tasks) if held.right.tasks is not None else None
    context = {"service": service, "grantor": held.grantor, "right": held.right, "tasks": tasks}
    return render(request, "enterprises/access_allowed.html", context)


def _show_in_whose_name(request: HttpRequest, held: Held) -> None:
    """Tell the frame of the page, as every page of the portal does."""
    request.member, request.grantor = held.member, held.grantor  # type: ignore[attr-defined]
    request.may_switch = request.session.get(KEPT, {}).get("may_switch", False)  # type: ignore[attr-defined]


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
