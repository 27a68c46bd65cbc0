"""The home of an enterprise (I-01), and of a user whom the person in charge designated (G-01)."""

from django.http import HttpResponse
from django.shortcuts import render

from accounts.queries.activity import last_sign_in
from accounts.queries.messages import unread_count
from enterprises.queries.enrolments import drafts_of
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
    }
    return render(request, "enterprises/home.html", context)
