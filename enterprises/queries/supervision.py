"""What a supervisor watches: how long registrations wait, what is stuck, who can work. Every figure is bounded."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.contrib.auth.models import Group
from django.db.models import Exists, F, OuterRef, QuerySet

from accounts.models import User
from accounts.states import AgentRole, Portal, UserState
from enterprises.models import Registration
from enterprises.queries.agent_queue import overdue_after
from enterprises.states import RegistrationState

# Enough to tell a day from a week; a table of a million rows is never counted.
COUNTED = 500
DECISIONS = 200


@dataclass(frozen=True)
class Delays:
    oldest_submitted_at: datetime | None
    median_delay: timedelta | None
    frozen: int
    overdue: int
    free: int


def delays(*, now: datetime) -> Delays:
    """Give the oldest waiting registration, the median delay of the last decisions, and bounded counts."""
    waiting = Registration.objects.filter(state=RegistrationState.SUBMITTED)
    decided = Registration.objects.filter(closed_at__isnull=False, submitted_at__isnull=False).order_by("-closed_at")
    last = decided.values_list(F("closed_at") - F("submitted_at"), flat=True)[:DECISIONS]
    lasted = [delay.total_seconds() for delay in last]
    return Delays(
        oldest_submitted_at=waiting.order_by("submitted_at").values_list("submitted_at", flat=True).first(),
        median_delay=timedelta(seconds=median(lasted)) if lasted else None,
        frozen=waiting.filter(frozen_at__isnull=False)[:COUNTED].count(),
        overdue=waiting.filter(submitted_at__lt=now - overdue_after())[:COUNTED].count(),
        free=waiting.filter(assigned_to=None)[:COUNTED].count(),
    )


def desk_agents() -> QuerySet[User]:
    """Give the active agents who may work on a registration."""
    roles = Group.objects.filter(user=OuterRef("pk"), name__in=[AgentRole.AGENT, AgentRole.SUPERVISOR])
    return User.objects.filter(Exists(roles), portal=Portal.AGENTS, state=UserState.ACTIVE).order_by("user_code")
