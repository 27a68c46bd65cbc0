"""The people of two firms, from the seed's three steps: users, procurations, assignments (screens.md §9, §10)."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from accounts.passwords import TEMPORARY_PASSWORD_LASTS
from accounts.queries.terms import current_terms
from accounts.services.passwords import change_password, set_temporary_password
from accounts.services.terms import accept_terms
from accounts.states import Portal
from clicsequr.demonstration.cast import PASSWORD, SERVICES, Firm
from enterprises.models import Member, Procuration
from enterprises.rules.members import Delivery, PersonDetails
from enterprises.rules.procurations import Days
from enterprises.services.assignments import assign_procuration
from enterprises.services.member_files import create_member, join
from enterprises.services.member_states import revoke_member, suspend_member
from enterprises.services.procurations import Scope, answer_procuration, create_procuration
from enterprises.states import MemberRole, MemberStateReason

Person = dict[str, str]
TASK = "consulter"


def set_users(grantor: Firm, accountant: Firm, *, now: datetime) -> list[Person]:
    """Give the first firm its users, and the second one a clerk who acts in its name; say who can be tried."""
    rse, other = rse_of(grantor), rse_of(accountant)
    year = Days(timezone.localdate(now), timezone.localdate(now) + timedelta(days=365))
    _offered(rse, accountant, days=year, now=now)
    accepted = _offered(rse, accountant, days=year, now=now, name="Déclarations de l’année")
    answer_procuration(accepted, accept=True, version=0, by=other, now=now)
    return [
        _newcomer(rse, grantor, now=now),
        _restricted(rse, grantor, now=now),
        _suspended(rse, grantor, now=now),
        _revoked(rse, grantor, now=now),
        _clerk(other, accountant, procuration=accepted, days=year, now=now),
    ]


def _newcomer(rse: Member, firm: Firm, *, now: datetime) -> Person:
    """A temporary password to replace at the first session."""
    member = opened(rse, "Samuel", "Ouellet", now=now)
    set_temporary_password(member.user, password=PASSWORD, until=now + TEMPORARY_PASSWORD_LASTS, by=rse.user)
    return person(member, firm, "utilisateur créé, mot de passe temporaire à remplacer")


def _restricted(rse: Member, firm: Firm, *, now: datetime) -> Person:
    """One service, one task, and an end near enough to be told."""
    member = at_work(rse, "Noémie", "Gagné-Côté", now=now)
    days = Days(timezone.localdate(now), timezone.localdate(now) + timedelta(days=20))
    given = create_procuration(
        name="Bilans, consultation seulement",
        scopes=[Scope(SERVICES[0], unrestricted=False, tasks=[TASK])],
        days=days,
        by=rse,
        now=now,
    )
    assign_procuration(given.pk, member_ids=[member.pk], days=days, by=rse, now=now)
    return person(member, firm, "utilisateur actif, une tâche d’un service, fin dans 20 jours", stage="restricted")


def _suspended(rse: Member, firm: Firm, *, now: datetime) -> Person:
    member = at_work(rse, "Étienne", "D’Amours", now=now)
    reason, until = MemberStateReason.ABSENCE, date(timezone.localdate(now).year + 1, 6, 30)
    suspend_member(member.pk, reason=reason, note="", until=until, version=_version(member), by=rse, now=now)
    return person(member, firm, "utilisateur suspendu", stage="suspended")


def _revoked(rse: Member, firm: Firm, *, now: datetime) -> Person:
    """Nobody signs in by a revoked file: no password to try."""
    member = opened(rse, "Hélène", "Roy", now=now)
    revoke_member(member.pk, reason=MemberStateReason.DEPARTURE, note="", version=_version(member), by=rse, now=now)
    return {**person(member, firm, "utilisateur révoqué, code à ne plus jamais servir"), "password": ""}


def _clerk(rse: Member, firm: Firm, *, procuration: UUID, days: Days, now: datetime) -> Person:
    member = at_work(rse, "Kim", "Nguyễn", now=now)
    assign_procuration(procuration, member_ids=[member.pk], days=days, by=rse, now=now)
    return person(member, firm, "commis comptable, agit au nom de deux entreprises", stage="clerk")


def _offered(rse: Member, to: Firm, *, days: Days, now: datetime, name: str = "Tenue des registres") -> UUID:
    scopes = [Scope(slug) for slug in SERVICES]
    offered: Procuration = create_procuration(
        name=name, scopes=scopes, days=days, mandatary_neq=to.neq, by=rse, now=now
    )
    return offered.pk


def opened(rse: Member, first_name: str, last_name: str, *, now: datetime) -> Member:
    email = f"{first_name[0]}{last_name[:3]}@exemple.ca".lower().replace("é", "e").replace("’", "")
    details = PersonDetails(first_name, last_name, email, "4185550123", "fr")
    return create_member(details, delivery=Delivery.LINK, by=rse, now=now).member


def at_work(rse: Member, first_name: str, last_name: str, *, now: datetime) -> Member:
    """Somebody who chose a password by the link, came and accepted the terms."""
    member = opened(rse, first_name, last_name, now=now)
    terms = current_terms(Portal.ENTERPRISES, on=timezone.localdate(now))
    assert terms is not None  # noqa: S101  `upgrade` has loaded them
    change_password(member.user, password=PASSWORD, by=member.user)
    accept_terms(member.user, version=terms, by=member.user)
    join(member.user, now=now)
    return member


def rse_of(firm: Firm) -> Member:
    return Member.objects.select_related("user", "enterprise").get(enterprise__neq=firm.neq, role=MemberRole.RSE)


def _version(member: Member) -> int:
    return Member.objects.values_list("version", flat=True).get(pk=member.pk)


def person(member: Member, firm: Firm, note: str, *, stage: str = "") -> Person:
    return {
        "who": f"{member.user.full_name}, {firm.name}",
        "portal": Portal.ENTERPRISES.value,
        "code": member.user.user_code,
        "password": PASSWORD,
        "note": note,
        "stage": stage,
    }
