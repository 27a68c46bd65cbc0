"""The effective right of a member, from the database: two queries, however many assignments they hold."""

from datetime import date, datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, F, Q, QuerySet, When
from django.utils import timezone

from enterprises.models import Assignment, Enterprise, Member, ProcurationService, ServiceEnrolment
from enterprises.rules.procurations import Days
from enterprises.rules.rights import Grant, Right, RightFacts, decide
from enterprises.states import AssignmentState, EnrolmentState, ProcurationState
from ministry_services.models import OnlineService

# Those in force come first, then those to come and the last gone: nobody holds more of one service at once.
MOST_GRANTS = 50


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


def _enrolment_state(enterprise: Enterprise, service: OnlineService) -> str | None:
    found = ServiceEnrolment.objects.filter(enterprise=enterprise, service=service)
    # One that is active counts, whatever was asked for and ended at the same instant.
    active_first = Case(When(state=EnrolmentState.ACTIVE, then=0), default=1)
    return found.order_by(active_first, "-submitted_at").values_list("state", flat=True).first()


def _grants(member: Member, service: OnlineService, grantor: Enterprise, *, on: date) -> tuple[Grant, ...]:
    if member.enterprise_id == grantor.pk and member.is_rse:
        return ()
    if member.is_rse:
        return tuple(_received(member, service, grantor, on=on))
    return tuple(_assigned(member, service, grantor, on=on))


def _assigned(member: Member, service: OnlineService, grantor: Enterprise, *, on: date) -> list[Grant]:
    """Give what was put in this person's hands: by their own enterprise, or by it of what another one gave it."""
    given = Q(procuration__mandatary=None) if member.enterprise_id == grantor.pk else _to(member)
    rows: QuerySet[Any] = Assignment.objects.filter(
        given, member=member, procuration__enterprise=grantor, procuration__services__service=service
    ).annotate(
        in_force=_in_force(on)
        & Q(state=AssignmentState.GRANTED, starts_on__lte=on, ends_on__gte=on, procuration__services__ended_at=None),
        number=F("procuration__number"),
        whole_state=F("procuration__state"),
        whole_starts=F("procuration__starts_on"),
        whole_ends=F("procuration__ends_on"),
        scope_ended=F("procuration__services__ended_at"),
        unrestricted=F("procuration__services__unrestricted"),
        task_codes=ArrayAgg("procuration__services__tasks__code", filter=Q(procuration__services__tasks__isnull=False)),
    )
    return [_grant(row, row.state, Days(row.starts_on, row.ends_on)) for row in _nearest(rows)]


def _received(member: Member, service: OnlineService, grantor: Enterprise, *, on: date) -> list[Grant]:
    """Give what another enterprise gave this RSE's: they act by it without assigning it to themselves."""
    rows: QuerySet[Any] = ProcurationService.objects.filter(
        _to(member), procuration__enterprise=grantor, service=service
    ).annotate(
        in_force=_in_force(on) & Q(ended_at=None),
        number=F("procuration__number"),
        whole_state=F("procuration__state"),
        whole_starts=F("procuration__starts_on"),
        whole_ends=F("procuration__ends_on"),
        ends_on=F("procuration__ends_on"),
        scope_ended=F("ended_at"),
        task_codes=ArrayAgg("tasks__code", filter=Q(tasks__isnull=False)),
    )
    return [_grant(row, AssignmentState.GRANTED, Days(row.whole_starts, row.whole_ends)) for row in _nearest(rows)]


def _to(member: Member) -> Q:
    """Another enterprise's procuration counts once its mandatary has accepted it."""
    return Q(procuration__mandatary=member.enterprise_id) & ~Q(procuration__state=ProcurationState.OFFERED)


def _in_force(on: date) -> Q:
    return Q(procuration__state=ProcurationState.GRANTED, procuration__starts_on__lte=on, procuration__ends_on__gte=on)


def _nearest(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.order_by("-in_force", "-ends_on", "pk")[:MOST_GRANTS]


def _grant(row: Any, state: str, days: Days) -> Grant:
    return Grant(
        assignment_state=state,
        assignment_days=days,
        procuration_state=row.whole_state,
        procuration_days=Days(row.whole_starts, row.whole_ends),
        tasks=None if row.unrestricted else frozenset(row.task_codes or ()),
        scope_ended=row.scope_ended is not None,
        procuration_number=row.number,
    )
