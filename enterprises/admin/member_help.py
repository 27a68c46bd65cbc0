"""One person of an enterprise beside a caller: state, procurations, history, the ten actions (screens.md A-10)."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import events
from accounts.agent_pages import AgentRequest, agent_page
from accounts.events import event_label
from accounts.opened_files import opening_reason
from accounts.reasons import reason_label
from accounts.services.journal import record
from enterprises.admin.member_walk import walk
from enterprises.grant_rows import assignment_rows
from enterprises.models import Enterprise, Member
from enterprises.queries.agent_search import SHOWN, members_of
from enterprises.queries.member_lists import facts_of
from enterprises.queries.procurations import assignments_of
from enterprises.services.activation import DESK
from enterprises.states import MemberRole, MemberState
from enterprises.views.members import summary_rows
from ministry_services.queries.consents import live_authorizations_of


@agent_page(roles=DESK, writes=(), journals=True)
def member_help(request: AgentRequest, pk: UUID, member: UUID) -> HttpResponse:
    """Show the person and, action by action, what the caller sees and may do; the agent acts for nobody."""
    reason = opening_reason(request, pk)
    if reason is None:
        messages.info(request, _("Cherchez d’abord le dossier et donnez le motif de la consultation."))
        return redirect("agents:search")
    enterprise = get_object_or_404(Enterprise, pk=pk)
    person = get_object_or_404(members_of(enterprise), pk=member)
    record(events.FILE_VIEWED, by=request.agent.user, subject=person, on_behalf_of=pk, reason=reason, page="member")
    callers = list(_rses(enterprise)[:SHOWN])
    caller = _caller(callers, person, asked=request.GET.get("appelant", ""))
    context = {
        "enterprise": enterprise,
        "member": person,
        "rows": summary_rows(person, with_note=False),
        "grants": assignment_rows(assignments_of(person)[:SHOWN], now=timezone.now()),
        "accesses": live_authorizations_of(person.user, now=timezone.now(), enterprise=enterprise.pk)[:SHOWN],
        "callers": callers,
        "caller": caller,
        "walk": walk(person, caller=caller),
        "facts": [(fact, event_label(fact.action), reason_label(fact.reason)) for fact in facts_of(person)],
    }
    return render(request, "agents/enterprise_member.html", context)


def _rses(enterprise: Enterprise) -> QuerySet[Member]:
    return members_of(enterprise).filter(role=MemberRole.RSE, state=MemberState.ACTIVE)


def _caller(callers: list[Member], person: Member, *, asked: str) -> Member | None:
    """Give who calls: the one the agent chose, else somebody in charge other than the person asked about."""
    chosen = next((one for one in callers if str(one.pk) == asked), None)
    others = [one for one in callers if one.pk != person.pk]
    return chosen or next(iter(others or callers), None)


agent_urls = [path("recherche/<uuid:pk>/personnes/<uuid:member>/", member_help, name="enterprise-member")]
