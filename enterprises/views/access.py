"""Who reaches a page of the portal: `@member_page` on top of the kernel's `@page`."""

from collections.abc import Callable, Iterable
from functools import wraps

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from accounts.models import User
from accounts.states import Portal
from accounts.views.access import other_portal, sign_in_first
from clicsequr.kernel.pages import page
from enterprises.models import Member
from enterprises.queries.members import membership_of
from enterprises.rules.access import Reason, may_enter
from enterprises.rules.legacy import is_led_to_terms
from enterprises.states import MemberRole

View = Callable[..., HttpResponseBase]

EVERYBODY = (MemberRole.RSE, MemberRole.USER)
_ELSEWHERE = {
    Reason.ENTERPRISE_PENDING: "enterprises:registration-status",
    Reason.ENTERPRISE_INACTIVE: "enterprises:registration-status",
    Reason.LEW4_PENDING: "enterprises:paper-form-required",
}


class MemberRequest(HttpRequest):
    """What a member page receives: `request.member`, its enterprise and its user already loaded."""

    user: User
    member: Member


def member_page(
    *,
    roles: Iterable[str] = (MemberRole.RSE,),
    reads: Iterable[str] = ("GET",),
    writes: Iterable[str] = ("POST",),
    journals: bool = False,
    while_lew4_pending: bool = False,
) -> Callable[[View], View]:
    """Declare a page for active members of an active enterprise; others are led where their state is explained.

    `while_lew4_pending` keeps the page open to a Clic Revenu enterprise whose form is not processed yet.
    """
    wanted, reads = frozenset(roles), tuple(reads)

    def declare(view: View) -> View:
        @page(reads, writes, journals=journals, audience="member")
        @wraps(view)
        def entered(request: MemberRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return sign_in_first(request, portal=Portal.ENTERPRISES, is_read="GET" in reads)
            return _led_elsewhere(request, wanted, while_lew4_pending) or view(request, *args, **kwargs)

        return entered

    return declare


def posted(request: HttpRequest) -> QueryDict | None:
    """Give what was sent, even when no box was ticked; nothing for a page only read."""
    return request.POST if request.method == "POST" else None


def explained(request: HttpRequest, reason: Reason) -> HttpResponseBase:
    """Lead to the page that says why a member cannot go on (X-06, X-07, X-09, X-11)."""
    if reason in _ELSEWHERE:
        return redirect(_ELSEWHERE[reason])
    return render(request, "enterprises/access_refused.html", {"reason": reason}, status=403)


def _led_elsewhere(request: MemberRequest, roles: frozenset[str], while_lew4_pending: bool) -> HttpResponseBase | None:
    if request.user.portal != Portal.ENTERPRISES:
        return other_portal(request, needed=Portal.ENTERPRISES)
    member = membership_of(request.user)
    if is_led_to_terms(member):
        return redirect("enterprises:legacy-terms")
    pending = bool(member and member.lew4_pending) and not while_lew4_pending  # type: ignore[attr-defined]  # annotated
    decision = may_enter(member, lew4_pending=pending, roles=roles)
    if member is None or not decision.allowed:
        return explained(request, decision.reason)
    request.member = member
    return None
