"""In whose name a person may act: each enterprise they belong to, and those that gave it a procuration (G-02)."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from enterprises.models import Assignment, Enterprise, Member, Procuration, ServiceEnrolment
from enterprises.queries.members import memberships_of
from enterprises.states import (
    AssignmentState,
    EnrolmentState,
    EnterpriseState,
    MemberRole,
    MemberState,
    ProcurationState,
)
from ministry_services.models import OnlineService


def open_memberships(user: User, *, on: date, service: OnlineService | None = None) -> QuerySet[Member]:
    """Give the memberships that let a person in; `receives` says whether others gave a procuration to act by.

    With a service, only procurations for it count, and `holds` says whether one's own enterprise opens it.
    """
    found = memberships_of(user).filter(state=MemberState.ACTIVE, enterprise__state=EnterpriseState.ACTIVE)
    received = _received(on, service).filter(mandatary=OuterRef("enterprise"))
    assigned = _assigned(on, service).filter(member=OuterRef("pk"))
    found = found.annotate(
        receives=Q(role=MemberRole.RSE) & Exists(received)
        | Exists(assigned.filter(procuration__mandatary=OuterRef("enterprise")))
    )
    if service is None:
        return found
    own = assigned.filter(procuration__mandatary=None, procuration__enterprise=OuterRef("enterprise"))
    enrolled = _enrolled(service).filter(enterprise=OuterRef("enterprise"))
    open_ones = found.filter(Q(lew4_pending=False))
    return open_ones.annotate(holds=Exists(enrolled) & (Q(role=MemberRole.RSE) | Exists(own)))


def grantors_of(
    member: Member, *, on: date, name: str = "", service: OnlineService | None = None
) -> QuerySet[Enterprise]:
    """Give the other enterprises in whose name a member may act today, by name; for one service, if one is given."""
    given = _assigned(on, service).filter(member=member, procuration__mandatary=member.enterprise_id)
    held = Q(pk__in=given.values("procuration__enterprise"))
    if member.is_rse:
        held = Q(pk__in=_received(on, service).filter(mandatary=member.enterprise_id).values("enterprise"))
    found = Enterprise.objects.filter(held, state=EnterpriseState.ACTIVE)
    if service is not None:
        found = found.filter(Exists(_enrolled(service).filter(enterprise=OuterRef("pk"))))
    return (found.filter(name__icontains=name) if name else found).order_by("name", "pk")


def _received(on: date, service: OnlineService | None) -> QuerySet[Procuration]:
    found = Procuration.objects.filter(state=ProcurationState.GRANTED, starts_on__lte=on, ends_on__gte=on)
    return found if service is None else found.filter(services__service=service, services__ended_at=None)


def _assigned(on: date, service: OnlineService | None) -> QuerySet[Assignment]:
    found = Assignment.objects.filter(
        state=AssignmentState.GRANTED,
        starts_on__lte=on,
        ends_on__gte=on,
        procuration__state=ProcurationState.GRANTED,
        procuration__starts_on__lte=on,
        procuration__ends_on__gte=on,
    )
    if service is None:
        return found
    return found.filter(procuration__services__service=service, procuration__services__ended_at=None)


def _enrolled(service: OnlineService) -> QuerySet[ServiceEnrolment]:
    return ServiceEnrolment.objects.filter(service=service, state=EnrolmentState.ACTIVE)
