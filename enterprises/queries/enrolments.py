"""Ministries, services, requests and enrolments: what an RSE and an agent may see of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.agents import Agent
from accounts.models import User
from accounts.states import AgentRole, Portal, UserState
from enterprises.models import EnrolmentRequest, Enterprise, Member, ServiceEnrolment
from enterprises.rules.enrolment import is_overdue, may_ask
from enterprises.states import ENROLMENT_MOVES, EnrolmentRequestState, EnrolmentState, MemberRole, MemberState
from ministry_services.models import EnrolmentQuestion, Ministry, OnlineService

NOT_ENROLLED = _("Non inscrit")


@dataclass(frozen=True)
class ServiceRow:
    """A line of the services of a ministry: where the enterprise stands, whether it may ask."""

    service: OnlineService
    enrolment: ServiceEnrolment | None
    may_ask: bool

    @property
    def state(self) -> str:
        return self.enrolment.state if self.enrolment else "none"

    @property
    def state_label(self) -> str | Promise:
        return self.enrolment.get_state_display() if self.enrolment else NOT_ENROLLED


def ministries_for_enterprises() -> QuerySet[Ministry]:
    """Give the bodies that have a service for enterprises, in the order of their label in the reader's language."""
    label = "list_label_en" if get_language() == "en" else "list_label_fr"
    return Ministry.objects.filter(services__portal=Portal.ENTERPRISES).distinct().order_by(label)


def online_services() -> QuerySet[OnlineService]:
    """Give the services of enterprises of every body, with the body."""
    return OnlineService.objects.filter(portal=Portal.ENTERPRISES).select_related("ministry")


def services_for_enterprises(ministry: Ministry) -> QuerySet[OnlineService]:
    """A service for citizens is never listed to an enterprise (seed)."""
    return ministry.services.filter(portal=Portal.ENTERPRISES).order_by("order", "slug")


def service_rows(enterprise: Enterprise, ministry: Ministry) -> list[ServiceRow]:
    """Give each service of a ministry with the latest enrolment of the enterprise (two queries)."""
    latest = latest_enrolments(enterprise, services_for_enterprises(ministry))
    rows = []
    for service in services_for_enterprises(ministry):
        enrolment = latest.get(service.pk)
        asks = may_ask(service.state, latest=enrolment.state if enrolment else None)
        rows.append(ServiceRow(service, enrolment, asks))
    return rows


def latest_enrolments(
    enterprise: Enterprise, services: Iterable[OnlineService] | QuerySet[OnlineService]
) -> dict[int, ServiceEnrolment]:
    """Give the enrolment that counts for each service: the last one asked for."""
    found = ServiceEnrolment.objects.filter(enterprise=enterprise, service__in=services)
    return {row.service_id: row for row in found.order_by("service_id", "-submitted_at").distinct("service_id")}


def latest_enrolment(enterprise: Enterprise, service: OnlineService) -> ServiceEnrolment | None:
    found = ServiceEnrolment.objects.filter(enterprise=enterprise, service=service)
    return found.order_by("-submitted_at").first()


def requests_of(member: Member) -> QuerySet[EnrolmentRequest]:
    """Give what this RSE asked for in the name of the enterprise, with the ministry."""
    mine = EnrolmentRequest.objects.filter(enterprise=member.enterprise, asked_by=member.user)
    return mine.select_related("ministry")


def drafts_of(member: Member) -> QuerySet[EnrolmentRequest]:
    return requests_of(member).filter(state=EnrolmentRequestState.DRAFT).order_by("-updated_at")


def questions_of(services: Iterable[OnlineService] | QuerySet[OnlineService]) -> QuerySet[EnrolmentQuestion]:
    """Give the questions in use of these services, grouped by service in the catalogue's order."""
    found = EnrolmentQuestion.objects.filter(service__in=services, retired=False).select_related("service")
    return found.order_by("service__order", "service__slug", "order", "pk")


def enrolments_of(enterprise: Enterprise) -> QuerySet[ServiceEnrolment]:
    """Give every enrolment of an enterprise, the latest first, with its service and ministry."""
    found = ServiceEnrolment.objects.filter(enterprise=enterprise)
    return found.select_related("service__ministry", "request").order_by("-submitted_at", "pk")


def enrolments_answered_by(agent: Agent) -> QuerySet[ServiceEnrolment]:
    """Give what an agent answers for: the services of their own ministries; everything for a supervisor (A-09)."""
    found = ServiceEnrolment.objects.select_related(
        "service__ministry", "enterprise", "request__asked_by", "assigned_to", "decided_by"
    )
    if agent.is_supervisor:
        return found
    return found.filter(service__ministry__agents__user=agent.user)


def enrolments_in_progress(agent: Agent, *, show: str, now: datetime) -> QuerySet[ServiceEnrolment]:
    """Give what waits, the most urgent first; `show` keeps one's own, the free ones or the late ones."""
    waiting = enrolments_answered_by(agent).filter(state=EnrolmentState.IN_PROGRESS).order_by("due_at", "pk")
    kept = {
        "mine": Q(assigned_to=agent.user),
        "free": Q(assigned_to=None),
        "overdue": Q(due_at__lt=now),
    }
    return waiting.filter(kept[show]) if show in kept else waiting


def active_rses(enterprise_id: UUID) -> QuerySet[User]:
    """Give the accounts of the active RSEs of an enterprise: whoever learns of an answer (seed)."""
    return User.objects.filter(
        memberships__enterprise=enterprise_id,
        memberships__role=MemberRole.RSE,
        memberships__state=MemberState.ACTIVE,
        state=UserState.ACTIVE,
    ).order_by("username")


def agents_of_ministry(ministry_id: int) -> QuerySet[User]:
    """Give those who answer its enrolments; its integrators keep its applications and see no request."""
    theirs = User.objects.filter(ministries__ministry=ministry_id, groups__name=AgentRole.MINISTRY)
    return theirs.filter(state=UserState.ACTIVE).exclude(email="")


def enrolments_to_remind(*, now: datetime) -> QuerySet[ServiceEnrolment]:
    """Give what is past its 24 hours and not reminded of yet, the oldest first."""
    late = ServiceEnrolment.objects.filter(state=EnrolmentState.IN_PROGRESS, reminded_at=None, due_at__lt=now)
    return late.order_by("due_at")


@dataclass(frozen=True)
class EnrolmentRow:
    """A line of « Mes inscriptions »."""

    enrolment: ServiceEnrolment
    is_late: bool

    @property
    def may_withdraw(self) -> bool:
        return ENROLMENT_MOVES.allows(self.enrolment.state, EnrolmentState.WITHDRAWN)

    @property
    def may_deactivate(self) -> bool:
        return ENROLMENT_MOVES.allows(self.enrolment.state, EnrolmentState.DEACTIVATED)


def enrolment_row(enrolment: ServiceEnrolment, *, now: datetime) -> EnrolmentRow:
    return EnrolmentRow(enrolment, is_overdue(enrolment.state, due=enrolment.due_at, now=now))
