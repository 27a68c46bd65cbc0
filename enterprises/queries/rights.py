"""The effective right of a member, from the database: two queries, however many assignments they hold."""

from datetime import date, datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, F, Q, QuerySet, When
from django.utils import timezone

from enterprises.models import Assignment, Enterprise, Member, ProcurationService, ServiceEnrolment
from enterprises.rules.access import Reason
from enterprises.rules.procurations import Days
from enterprises.rules.rights import Grant, Right, RightFacts, decide
from enterprises.states import AssignmentState, EnrolmentState, ProcurationState
from ministry_services.models import OnlineService

# Those in force come first, then those to come and the last gone: nobody holds more of one service at once.
MOST_GRANTS = 50
_WHOLE = {
    "number": F("procuration__number"),
    "whole_state": F("procuration__state"),
    "whole_starts": F("procuration__starts_on"),
    "whole_ends": F("procuration__ends_on"),
}


def effective_right(
    member: Member | None, service: OnlineService, *, now: datetime, grantor: Enterprise | None = None
) -> Right:
    """Give what a member may do in a service now, in the name of `grantor`, by default their own enterprise.

    `member` as memberships_of gives it, with its enterprise and `lew4_pending`.
    """
    whose = grantor or (member.enterprise if member else None)
    if member is None or whose is None:
        return decide(RightFacts(None, service, None, None), on=timezone.localdate(now))
    on = timezone.localdate(now)
    facts = RightFacts(
        member,
        service,
        whose,
        _enrolment_state(whose, service),
        _grants(member, service, whose, on=on),
        lew4_pending=bool(getattr(member, "lew4_pending", False)),
    )
    return decide(facts, on=on)


def rights_of(member: Member, *, grantor: Enterprise, now: datetime) -> list[tuple[OnlineService, Right]]:
    """Give every service of `grantor` that a member may open now, in two queries (G-01)."""
    on = timezone.localdate(now)
    active = ServiceEnrolment.objects.filter(enterprise=grantor, state=EnrolmentState.ACTIVE)
    services = [row.service for row in active.select_related("service__ministry").order_by("service__order")]
    grants = _grants_by_service(member, grantor, on=on)
    pending = bool(getattr(member, "lew4_pending", False))
    found = []
    for service in services:
        held = tuple(grants.get(service.pk, ()))
        facts = RightFacts(member, service, grantor, EnrolmentState.ACTIVE, held, lew4_pending=pending)
        found.append((service, decide(facts, on=on)))
    return [(service, right) for service, right in found if right.allowed or right.reason == Reason.SERVICE_CLOSED]


def _grants_by_service(member: Member, grantor: Enterprise, *, on: date) -> dict[int, list[Grant]]:
    rows = _held_rows(member, grantor, on=on)
    grants: dict[int, list[Grant]] = {}
    for row in rows.filter(in_force=True) if rows is not None else ():
        grants.setdefault(row.given_service, []).append(_grant(row, member))
    return grants


def _enrolment_state(enterprise: Enterprise, service: OnlineService) -> str | None:
    found = ServiceEnrolment.objects.filter(enterprise=enterprise, service=service)
    # One that is active counts, whatever was asked for and ended at the same instant.
    active_first = Case(When(state=EnrolmentState.ACTIVE, then=0), default=1)
    return found.order_by(active_first, "-submitted_at").values_list("state", flat=True).first()


def _grants(member: Member, service: OnlineService, grantor: Enterprise, *, on: date) -> tuple[Grant, ...]:
    rows = _held_rows(member, grantor, on=on)
    if rows is None:
        return ()
    nearest = rows.filter(given_service=service.pk).order_by("-in_force", "-ends_on", "pk")[:MOST_GRANTS]
    return tuple(_grant(row, member) for row in nearest)


def _held_rows(member: Member, grantor: Enterprise, *, on: date) -> QuerySet[Any] | None:
    """Give what this person acts by; None for an RSE at home, who needs nothing."""
    if not member.is_rse:
        return _assigned_rows(member, grantor, on=on)
    return None if member.enterprise_id == grantor.pk else _received_rows(member, grantor, on=on)


def _assigned_rows(member: Member, grantor: Enterprise, *, on: date) -> QuerySet[Any]:
    """Give what was put in this person's hands: by their own enterprise, or by it of what another one gave it."""
    given = Q(procuration__mandatary=None) if member.enterprise_id == grantor.pk else _to(member)
    rows = Assignment.objects.filter(given, member=member, procuration__enterprise=grantor)
    granted = Q(state=AssignmentState.GRANTED, starts_on__lte=on, ends_on__gte=on)
    return rows.annotate(
        given_service=F("procuration__services__service_id"),
        in_force=_in_force(on) & granted & Q(procuration__services__ended_at=None),
        **_WHOLE,
        scope_ended=F("procuration__services__ended_at"),
        unrestricted=F("procuration__services__unrestricted"),
        task_codes=ArrayAgg("procuration__services__tasks__code", filter=Q(procuration__services__tasks__isnull=False)),
    )


def _received_rows(member: Member, grantor: Enterprise, *, on: date) -> QuerySet[Any]:
    """Give what another enterprise gave this RSE's: they act by it without assigning it to themselves."""
    rows = ProcurationService.objects.filter(_to(member), procuration__enterprise=grantor)
    return rows.annotate(
        given_service=F("service_id"),
        in_force=_in_force(on) & Q(ended_at=None),
        **_WHOLE,
        ends_on=F("procuration__ends_on"),
        scope_ended=F("ended_at"),
        task_codes=ArrayAgg("tasks__code", filter=Q(tasks__isnull=False)),
    )


def _to(member: Member) -> Q:
    """Another enterprise's procuration counts once its mandatary has accepted it."""
    return Q(procuration__mandatary=member.enterprise_id) & ~Q(procuration__state=ProcurationState.OFFERED)


def _in_force(on: date) -> Q:
    return Q(procuration__state=ProcurationState.GRANTED, procuration__starts_on__lte=on, procuration__ends_on__gte=on)


def _grant(row: Any, member: Member) -> Grant:
    whole = Days(row.whole_starts, row.whole_ends)
    # An RSE holds the procuration itself.
    own = (AssignmentState.GRANTED, whole) if member.is_rse else (row.state, Days(row.starts_on, row.ends_on))
    return Grant(
        assignment_state=own[0],
        assignment_days=own[1],
        procuration_state=row.whole_state,
        procuration_days=whole,
        tasks=None if row.unrestricted else frozenset(row.task_codes or ()),
        scope_ended=row.scope_ended is not None,
        procuration_number=row.number,
    )
