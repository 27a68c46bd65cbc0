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
from enterprises.models import Enterprise, Member
from enterprises.queries.members import membership_of
from enterprises.rules.access import Reason, may_enter
from enterprises.rules.legacy import is_led_to_terms
from enterprises.states import MemberRole
from enterprises.views.acting_for import ChoiceNeeded, acting_for, choose_first

View = Callable[..., HttpResponseBase]

EVERYBODY = (MemberRole.RSE, MemberRole.USER)
ELSEWHERE = {
    Reason.ENTERPRISE_PENDING: "enterprises:registration-status",
    Reason.ENTERPRISE_INACTIVE: "enterprises:registration-status",
    Reason.LEW4_PENDING: "enterprises:paper-form-required",
}


class MemberRequest(HttpRequest):
    """What a member page receives: `request.member`, its enterprise and its user already loaded, and in whose name."""

    user: User
    member: Member
    grantor: Enterprise
    may_switch: bool


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
    if reason in ELSEWHERE:
        return redirect(ELSEWHERE[reason])
    return render(request, "enterprises/access_refused.html", {"reason": reason}, status=403)


def _led_elsewhere(request: MemberRequest, roles: frozenset[str], while_lew4_pending: bool) -> HttpResponseBase | None:
    if request.user.portal != Portal.ENTERPRISES:
        return other_portal(request, needed=Portal.ENTERPRISES)
    try:
        acting = acting_for(request, request.user)
    except ChoiceNeeded as needed:
        return choose_first(request, lost="1") if needed.is_lost else choose_first(request)
    if acting is not None and not acting.is_own and roles == {MemberRole.RSE}:
        # What an RSE keeps is their own enterprise's: nobody manages the users of another by procuration.
        return choose_first(request, own="1")
    member = acting.member if acting else membership_of(request.user)
    if is_led_to_terms(member):
        return redirect("enterprises:legacy-terms")
    pending = bool(member and member.lew4_pending) and not while_lew4_pending  # type: ignore[attr-defined]  # annotated
    decision = may_enter(member, lew4_pending=pending, roles=roles)
    if member is None or not decision.allowed:
        return explained(request, decision.reason)
    request.member = member
    request.grantor = acting.grantor if acting else member.enterprise
    request.may_switch = bool(acting and acting.may_switch)
    return None
