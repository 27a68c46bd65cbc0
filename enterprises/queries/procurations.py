"""Procurations and assignments: what an RSE, a user and a periodic task see of them."""

from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from enterprises.models import Assignment, Enterprise, Member, Procuration
from enterprises.rules.procurations import TOLD_DAYS_BEFORE
from enterprises.states import AssignmentState, MemberState, ProcurationState

_HELD = Count("assignments", filter=Q(assignments__state=AssignmentState.GRANTED))


def procurations_of(enterprise: Enterprise) -> QuerySet[Procuration]:
    """Give what an enterprise gave, the latest first, with the number of people who hold each."""
    found = Procuration.objects.filter(enterprise=enterprise).select_related("mandatary", "created_by")
    return found.annotate(held=_HELD).order_by("-created_at", "pk")


def procurations_received_by(enterprise: Enterprise) -> QuerySet[Procuration]:
    """Give what other enterprises offered or gave to this one, the latest first."""
    found = Procuration.objects.filter(mandatary=enterprise).select_related("enterprise", "created_by")
    return found.annotate(held=_HELD).order_by("-created_at", "pk")


def procurations_to_assign(enterprise: Enterprise, *, now: datetime) -> QuerySet[Procuration]:
    """Give what an RSE may put into the hands of their users: own internal ones, and those received, not over."""
    own = Q(enterprise=enterprise, mandatary=None) | Q(mandatary=enterprise)
    open_ones = Procuration.objects.filter(own, state=ProcurationState.GRANTED, ends_on__gte=timezone.localdate(now))
    return open_ones.select_related("enterprise", "mandatary").order_by("-created_at", "pk")


def assignments_of(member: Member) -> QuerySet[Assignment]:
    """Give what a person holds or held, the last to end first."""
    found = Assignment.objects.filter(member=member)
    return found.select_related("procuration__enterprise", "created_by").order_by("-ends_on", "pk")


def assignments_in(procuration: Procuration, *, enterprise: Enterprise) -> QuerySet[Assignment]:
    """Give who of an enterprise holds or held a procuration."""
    found = Assignment.objects.filter(procuration=procuration, member__enterprise=enterprise)
    return found.select_related("member__user", "created_by").order_by("state", "-created_at", "pk")


def procurations_to_tell(*, now: datetime) -> QuerySet[Procuration]:
    """Give those whose last day is near and not told of yet (N-07)."""
    today = timezone.localdate(now)
    near = {"ends_on__gte": today, "ends_on__lte": today + timedelta(days=TOLD_DAYS_BEFORE)}
    return Procuration.objects.filter(state=ProcurationState.GRANTED, expiry_told_at=None, **near).order_by("ends_on")


def suspensions_to_end(*, now: datetime) -> QuerySet[Member]:
    """Give the files whose last day of suspension has passed."""
    passed = Member.objects.filter(state=MemberState.SUSPENDED, suspended_until__lt=timezone.localdate(now))
    return passed.order_by("suspended_until")
