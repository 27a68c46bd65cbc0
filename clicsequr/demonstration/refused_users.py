"""Users of the firm that is enrolled everywhere: refused, one for each reason (X-09, X-10), or shared with another."""

from datetime import datetime, timedelta

from django.utils import timezone

from clicsequr.demonstration.cast import SERVICES, Firm
from clicsequr.demonstration.users import Person, at_work, person, rse_of
from enterprises.models import Member, Procuration
from enterprises.rules.procurations import Days
from enterprises.services.assignments import assign_procuration
from enterprises.services.procurations import Scope, answer_procuration, create_procuration, revoke_procuration
from enterprises.states import MemberRole

NOTES = {
    "unassigned": "utilisateur actif, sans procuration",
    "expired": "utilisateur actif, procuration expirée",
    "upcoming": "utilisateur actif, procuration à venir",
    "withdrawn": "utilisateur actif, procuration révoquée",
}


def set_refused_users(firm: Firm, *, now: datetime) -> list[Person]:
    """Give the firm one user for each reason; say who can be tried."""
    rse = rse_of(firm)
    unassigned = at_work(rse, "Anaïs", "Dubé", now=now)
    expired = at_work(rse, "Bruno", "Caron", now=now)
    upcoming = at_work(rse, "Chloé", "Gauthier", now=now)
    withdrawn = at_work(rse, "Diego", "Hébert", now=now)
    _given(rse, expired, starts=-30, ends=-1, now=now - timedelta(days=30))
    _given(rse, upcoming, starts=30, ends=60, now=now)
    given = _given(rse, withdrawn, starts=0, ends=60, now=now)
    revoke_procuration(given.pk, version=given.version, by=rse, now=now)
    found = {"unassigned": unassigned, "expired": expired, "upcoming": upcoming, "withdrawn": withdrawn}
    return [person(member, firm, NOTES[stage], stage=stage) for stage, member in found.items()]


def share_clerk(firm: Firm, accountant: Firm, *, now: datetime) -> None:
    """Let the accountant's clerk act for this firm too: at a service of both, they choose in whose name (G-02)."""
    rse, other = rse_of(firm), rse_of(accountant)
    today = timezone.localdate(now)
    days = Days(today, today + timedelta(days=90))
    scopes = [Scope(SERVICES[0], unrestricted=False, tasks=["consulter", "preparer"])]
    name = "Bilans confiés au cabinet"
    offered = create_procuration(name=name, scopes=scopes, days=days, mandatary_neq=accountant.neq, by=rse, now=now)
    answer_procuration(offered.pk, accept=True, version=0, by=other, now=now)
    clerk = Member.objects.get(enterprise__neq=accountant.neq, role=MemberRole.USER)
    assign_procuration(offered.pk, member_ids=[clerk.pk], days=days, by=other, now=now)


def _given(rse: Member, member: Member, *, starts: int, ends: int, now: datetime) -> Procuration:
    """Give a procuration for one service; the days are counted from today, whenever it was given."""
    today = timezone.localdate()
    days = Days(today + timedelta(days=starts), today + timedelta(days=ends))
    given: Procuration = create_procuration(
        name=f"Bilans de {member.user.first_name}", scopes=[Scope(SERVICES[0])], days=days, by=rse, now=now
    )
    assign_procuration(given.pk, member_ids=[member.pk], days=days, by=rse, now=now)
    return given
