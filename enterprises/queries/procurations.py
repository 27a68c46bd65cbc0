"""Procurations and assignments: what an RSE, a user and a periodic task see of them."""

from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from enterprises.models import Assignment, Enterprise, Member, Procuration, ProcurationService, ServiceEnrolment
from enterprises.rules.members import plain_letters
from enterprises.rules.procurations import TOLD_DAYS_BEFORE, Days
from enterprises.states import AssignmentState, EnrolmentState, MemberState, ProcurationState
from ministry_services.models import OnlineService

_HELD = Count("assignments", filter=Q(assignments__state=AssignmentState.GRANTED))


def procurations_of(enterprise: Enterprise) -> QuerySet[Procuration]:
    """Give what an enterprise gave, the latest first, with the number of people who hold each."""
    found = Procuration.objects.filter(enterprise=enterprise).select_related("mandatary", "created_by")
    return found.annotate(held=_HELD).order_by("-created_at", "pk")


def procurations_received_by(enterprise: Enterprise) -> QuerySet[Procuration]:
    """Give what other enterprises offered or gave to this one, the latest first."""
    found = Procuration.objects.filter(mandatary=enterprise).select_related("enterprise", "created_by")
    return found.annotate(held=_HELD).order_by("-created_at", "pk")


def procurations_about(enterprise: Enterprise) -> QuerySet[Procuration]:
    """Give what an enterprise gave or received, the latest first: what an agent sees of it."""
    found = Procuration.objects.filter(Q(enterprise=enterprise) | Q(mandatary=enterprise))
    return found.select_related("enterprise", "mandatary").annotate(held=_HELD).order_by("-created_at", "pk")


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
    return found.select_related("member__user", "procuration", "created_by").order_by("state", "-created_at", "pk")


def procurations_to_tell(*, now: datetime) -> QuerySet[Procuration]:
    """Give those whose last day is near and not told of yet (N-07)."""
    today = timezone.localdate(now)
    near = {"ends_on__gte": today, "ends_on__lte": today + timedelta(days=TOLD_DAYS_BEFORE)}
    return Procuration.objects.filter(state=ProcurationState.GRANTED, expiry_told_at=None, **near).order_by("ends_on")


def suspensions_to_end(*, now: datetime) -> QuerySet[Member]:
    """Give the files whose last day of suspension has passed."""
    passed = Member.objects.filter(state=MemberState.SUSPENDED, suspended_until__lt=timezone.localdate(now))
    return passed.order_by("suspended_until")


def assignments_in_enterprise(enterprise: Enterprise, *, words: str = "") -> QuerySet[Assignment]:
    """Give what the people of an enterprise hold or held, the latest first; words of a name, a code or a number."""
    found = Assignment.objects.filter(member__enterprise=enterprise)
    for word in plain_letters(words).split():
        found = found.filter(Q(member__sorted_name__contains=word) | Q(procuration__number__icontains=word))
    return found.select_related("member__user", "procuration__enterprise", "created_by").order_by("-created_at", "pk")


def enrolled_services(enterprise: Enterprise) -> QuerySet[OnlineService]:
    """Give what an enterprise may give: the services of its active enrolments, with their tasks."""
    active = ServiceEnrolment.objects.filter(enterprise=enterprise, state=EnrolmentState.ACTIVE)
    found = OnlineService.objects.filter(enrolments__in=active).select_related("ministry").prefetch_related("tasks")
    return found.order_by("ministry__list_label_fr", "order", "slug")


def given_days(enterprise: Enterprise, *, now: datetime) -> list[tuple[Days, frozenset[int]]]:
    """Give the days and services of what is granted and not over, to warn of an overlap."""
    today = timezone.localdate(now)
    rows = ProcurationService.objects.filter(
        procuration__enterprise=enterprise,
        procuration__mandatary=None,
        procuration__state=ProcurationState.GRANTED,
        procuration__ends_on__gte=today,
        ended_at=None,
    ).values_list("procuration__starts_on", "procuration__ends_on", "service_id")
    return [(Days(starts, ends), frozenset({service})) for starts, ends, service in rows[:500]]


def people_losing_access(procuration: Procuration) -> int:
    """Give how many people hold it, today or later: who loses access when it is revoked."""
    held = procuration.assignments.filter(state=AssignmentState.GRANTED, ends_on__gte=timezone.localdate())
    return held.count()


def services_still_given(assignment: Assignment, *, now: datetime) -> QuerySet[OnlineService]:
    """Give the services of an assignment that the same person keeps by another one, in the name of the same grantor."""
    today = timezone.localdate(now)
    grantor = assignment.procuration.enterprise_id
    others = Assignment.objects.filter(
        member=assignment.member,
        state=AssignmentState.GRANTED,
        ends_on__gte=today,
        procuration__enterprise=grantor,
        procuration__state=ProcurationState.GRANTED,
        procuration__ends_on__gte=today,
    ).exclude(procuration=assignment.procuration_id)
    kept = ProcurationService.objects.filter(procuration__assignments__in=others, ended_at=None)
    lost = ProcurationService.objects.filter(procuration=assignment.procuration_id, ended_at=None)
    both = OnlineService.objects.filter(pk__in=kept.values("service")).filter(pk__in=lost.values("service"))
    return both.order_by("order", "slug")
