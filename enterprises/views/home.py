"""The home of an enterprise (I-01), and of a user whom the person in charge designated (G-01)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.queries.activity import last_sign_in
from accounts.queries.messages import unread_count
from enterprises.queries.enrolments import drafts_of
from enterprises.queries.rights import rights_of
from enterprises.rules.procurations import ends_soon
from enterprises.views.access import EVERYBODY, MemberRequest, member_page


@member_page(roles=EVERYBODY, writes=(), while_lew4_pending=True)
def home(request: MemberRequest) -> HttpResponse:
    """I-01: who acts for whom, what waits, what one may do."""
    member = request.member
    context = {
        "member": member,
        "lew4_pending": member.lew4_pending,  # type: ignore[attr-defined]  # annotated by the query
        "last_sign_in": last_sign_in(request.user),
        "unread": unread_count(request.user),
        "drafts": drafts_of(member) if member.is_rse else [],
        "grantor": request.grantor,
        "services": _services(request),
    }
    return render(request, "enterprises/home.html", context)


def _services(request: MemberRequest) -> list[dict[str, object]]:
    """Give what one may use, until when; the last thirty days are said in words."""
    now = timezone.now()
    rows = rights_of(request.member, grantor=request.grantor, now=now)
    today = timezone.localdate(now)
    return [
        {"service": service, "right": right, "ends_soon": right.until and ends_soon(right.until, on=today)}
        for service, right in rows
    ]
