"""In whose name a person may act: each enterprise they belong to, and those that gave it a procuration (G-02)."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from enterprises.models import Assignment, Enterprise, Member, Procuration
from enterprises.queries.members import memberships_of
from enterprises.states import AssignmentState, EnterpriseState, MemberRole, MemberState, ProcurationState


def open_memberships(user: User, *, on: date) -> QuerySet[Member]:
    """Give the memberships that let a person in; `receives` says whether others gave a procuration to act by."""
    return (
        memberships_of(user)
        .filter(state=MemberState.ACTIVE, enterprise__state=EnterpriseState.ACTIVE)
        .annotate(
            receives=Q(role=MemberRole.RSE) & Exists(_received(on).filter(mandatary=OuterRef("enterprise")))
            | Exists(_assigned(on).filter(member=OuterRef("pk")))
        )
    )


def grantors_of(member: Member, *, on: date, name: str = "") -> QuerySet[Enterprise]:
    """Give the other enterprises in whose name a member may act today, by name."""
    held = Q(pk__in=_assigned(on).filter(member=member).values("procuration__enterprise"))
    if member.is_rse:
        held = Q(pk__in=_received(on).filter(mandatary=member.enterprise_id).values("enterprise"))
    found = Enterprise.objects.filter(held, state=EnterpriseState.ACTIVE)
    return (found.filter(name__icontains=name) if name else found).order_by("name", "pk")


def _received(on: date) -> QuerySet[Procuration]:
    return Procuration.objects.filter(state=ProcurationState.GRANTED, starts_on__lte=on, ends_on__gte=on)


def _assigned(on: date) -> QuerySet[Assignment]:
    return Assignment.objects.filter(
        state=AssignmentState.GRANTED,
        starts_on__lte=on,
        ends_on__gte=on,
        procuration__mandatary__isnull=False,
        procuration__state=ProcurationState.GRANTED,
        procuration__starts_on__lte=on,
        procuration__ends_on__gte=on,
    )
