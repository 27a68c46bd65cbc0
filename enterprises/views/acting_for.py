"""In whose name the person acts, kept for the session (G-02)."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.next_address import asked_next, in_present_language
from accounts.states import Portal
from accounts.views.access import other_portal, sign_in_first
from clicsequr.kernel.pages import page
from enterprises.models import Enterprise, Member
from enterprises.queries.acting_for import grantors_of, open_memberships
from enterprises.queries.enrolments import online_services
from enterprises.queries.members import memberships_of
from enterprises.rules.access import may_enter
from ministry_services.models import OnlineService
from ministry_services.way_in import keeping_next, waiting_in

KEPT = "acting_for"  # session key: {"member": …, "grantor": …}, ids
PAGE_SIZE = 25
MISSING = {"text": _("Choisissez une entreprise."), "target": "choice"}


@dataclass(frozen=True)
class ActingFor:
    """A member, and the enterprise in whose name: their own, or one that gave a procuration."""

    member: Member
    grantor: Enterprise
    may_switch: bool = False

    @property
    def is_own(self) -> bool:
        return self.member.enterprise_id == self.grantor.pk


class ChoiceNeeded(Exception):
    """There are several enterprises to act for, and none is chosen yet; or the one chosen `is_lost`."""

    def __init__(self, *, is_lost: bool = False) -> None:
        self.is_lost = is_lost
        super().__init__()


def acting_for(request: HttpRequest, user: User) -> ActingFor | None:
    """Give the choice of this session while it still holds, or the only one there is; None where nobody lets in.

    Raises ChoiceNeeded.
    """
    today = timezone.localdate()
    kept = request.session.get(KEPT)
    if kept:
        found = _still(user, kept, on=today)
        if found is not None:
            return found
        del request.session[KEPT]
    members = list(open_memberships(user, on=today)[:2])
    if not members:
        return None
    if kept:
        # What was begun in one name must not be done in another without a word.
        raise ChoiceNeeded(is_lost=True)
    if len(members) > 1 or _receives(members[0]):
        raise ChoiceNeeded
    return keep(request, ActingFor(members[0], members[0].enterprise))


def keep(request: HttpRequest, acting: ActingFor) -> ActingFor:
    request.session[KEPT] = {
        "member": str(acting.member.pk),
        "grantor": str(acting.grantor.pk),
        "may_switch": acting.may_switch,
    }
    return acting


def choose_first(request: HttpRequest, **reason: str) -> HttpResponseBase:
    """Lead to the choice, then back to this page."""
    query = urlencode({"next": request.get_full_path(), **reason})
    return redirect(f"{reverse('enterprises:acting-for')}?{query}")


def _still(user: User, kept: dict[str, Any], *, on: date) -> ActingFor | None:
    member = memberships_of(user).filter(pk=kept["member"]).first()
    if member is None or not may_enter(member).allowed:
        return None
    if kept["grantor"] == str(member.enterprise_id):
        return ActingFor(member, member.enterprise, kept["may_switch"])
    grantor = grantors_of(member, on=on).filter(pk=kept["grantor"]).first()
    return ActingFor(member, grantor, may_switch=True) if grantor else None


@page(audience="member")
def choose(request: HttpRequest) -> HttpResponseBase:
    """G-02: own enterprises first, then those that gave a procuration, searched by name and paged.

    On the way to a service, only those in whose name it opens.
    """
    if not request.user.is_authenticated:
        return sign_in_first(request, portal=Portal.ENTERPRISES)
    if request.user.portal != Portal.ENTERPRISES:
        return other_portal(request, needed=Portal.ENTERPRISES)
    today = timezone.localdate()
    slug = request.GET.get("service")
    service = get_object_or_404(online_services(), slug=slug) if slug else None
    members = list(open_memberships(request.user, on=today, service=service))
    if request.method == "POST":
        chosen = _chosen(members, request.POST.get("choice", ""), on=today, service=service)
        if chosen is not None:
            keep(request, chosen)
            return redirect(in_present_language(asked_next(request)) or "enterprises:home")
    groups = _groups(request, members, on=today, service=service)
    if service is not None and not groups:
        # None is left: the gate says why, for the one chosen or for one's own.
        return redirect(keeping_next(request, reverse("enterprises:service-access", args=[service.slug])))
    return render(request, "enterprises/acting_for.html", _context(request, groups, service))


def _context(request: HttpRequest, groups: list[dict[str, Any]], service: OnlineService | None) -> dict[str, Any]:
    name = _name_sought(request)
    return {
        "groups": groups,
        "service": service,
        "waiting": waiting_in(request, now=timezone.now(), service=service) if service else None,
        "has_search": bool(name) or any("page" in group and group["page"].has_other_pages() for group in groups),
        "name": name,
        "summary_errors": [MISSING] if request.method == "POST" else [],
        "wants_own": "own" in request.GET,
        "is_lost": "lost" in request.GET,
    }


def _groups(
    request: HttpRequest, members: list[Member], *, on: date, service: OnlineService | None
) -> list[dict[str, Any]]:
    """Give one group of choices for one's own enterprises, and one for those behind each of them."""
    kept = request.session.get(KEPT, {})
    kept_value = f"{kept.get('member')}:{kept.get('grantor')}"
    own = [
        _row(member, member.enterprise, member.get_role_display(), kept_value)
        for member in members
        if service is None or _holds(member)
    ]
    groups: list[dict[str, Any]] = [{"rows": own}] if own or service is None else []
    for member in filter(_receives, members):
        found = grantors_of(member, on=on, name=_name_sought(request), service=service)
        page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
        rows = [_row(member, grantor, f"NEQ {grantor.neq}" if grantor.neq else "", kept_value) for grantor in page]
        if rows or _name_sought(request) or service is None:
            groups.append({"member": member, "rows": rows, "page": page})
    return [{"id": f"choice-{number}" if number else "choice", **group} for number, group in enumerate(groups)]


def _name_sought(request: HttpRequest) -> str:
    return request.GET.get("nom", "").strip()[:100]


def _row(member: Member, grantor: Enterprise, hint: str, kept: str) -> dict[str, object]:
    value = f"{member.pk}:{grantor.pk}"
    return {"value": value, "name": grantor.name, "hint": hint, "is_kept": value == kept}


def _chosen(members: list[Member], typed: str, *, on: date, service: OnlineService | None) -> ActingFor | None:
    """Read « member:grantor » and give it only when it is among what the person may choose."""
    member_id, _colon, grantor_id = typed.partition(":")
    member = next((member for member in members if str(member.pk) == member_id), None)
    if member is None:
        return None
    if grantor_id == str(member.enterprise_id):
        return ActingFor(member, member.enterprise, may_switch=True) if service is None or _holds(member) else None
    try:
        grantor = grantors_of(member, on=on, service=service).filter(pk=UUID(grantor_id)).first()
    except ValueError:
        return None
    return ActingFor(member, grantor, may_switch=True) if grantor else None


def _receives(member: Member) -> bool:
    return bool(member.receives)  # type: ignore[attr-defined]  # annotated


def _holds(member: Member) -> bool:
    return bool(member.holds)  # type: ignore[attr-defined]  # annotated, for a service
