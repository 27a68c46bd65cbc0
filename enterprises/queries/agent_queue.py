"""What agents see of the registrations: their queue, a file, what decides."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery

from accounts.models import User
from enterprises.models import ActivationCheck, PaperForm, Registration
from enterprises.register import RegisterEntry, register
from enterprises.rules.activation import Check, Situation
from enterprises.states import PaperFormKind, PaperFormState, RegistrationState

QUEUE_COLUMNS = ("reference", "state", "name", "submitted_at", "frozen_at", "assigned_to", "approved_by")


def waiting_registrations(*, agent: User, show: str, now: datetime) -> QuerySet[Registration]:
    """Give the registrations that wait for a decision; each filter has its partial index (A-02)."""
    waiting = Registration.objects.filter(state=RegistrationState.SUBMITTED)
    filters: dict[str, dict[str, Any]] = {
        "mine": {"assigned_to": agent},
        "free": {"assigned_to": None},
        "frozen": {"frozen_at__isnull": False},
        "overdue": {"submitted_at__lt": now - overdue_after()},
    }
    # A subquery, not a join: one table with its index order is read no further than the page, whatever the statistics.
    code = User.objects.filter(pk=OuterRef("assigned_to")).values("user_code")
    return waiting.filter(**filters.get(show, {})).annotate(agent_code=Subquery(code)).only(*QUEUE_COLUMNS)


def overdue_after() -> timedelta:
    return timedelta(days=settings.ACTIVATION_OVERDUE_DAYS)


def registration_files() -> QuerySet[Registration]:
    """Give what agents may open: every registration that was transmitted, with the people of its file."""
    return Registration.objects.exclude(state__in=[RegistrationState.DRAFT, RegistrationState.EXPIRED]).select_related(
        "enterprise", "rse_user", "assigned_to", "approved_by", "activated_by"
    )


def counted_checks(registration: Registration) -> list[Check]:
    """Give what was checked since the last unfreezing, oldest first."""
    rows = ActivationCheck.objects.filter(registration=registration, counts=True).order_by("checked_at", "pk")
    return [Check(kind, matched) for kind, matched in rows.values_list("kind", "matched")]


def registered_entry(registration: Registration) -> RegisterEntry | None:
    """Ask the register for the enterprise of a file; None when it does not know it (`RegisterUnavailable` passes)."""
    return register().find(
        neq=registration.register_neq or registration.neq,
        rq_number=registration.register_rq_number or registration.rq_number,
    )


def designation_of(registration: Registration) -> PaperForm | None:
    """Give the paper that designates the representative by mandate, when one was prepared."""
    forms = PaperForm.objects.filter(registration=registration, kind=PaperFormKind.DESIGNATION)
    return forms.order_by("-created_at").first()


def situation_of(registration: Registration, *, agent: User) -> Situation:
    """Gather what decides on an activation (`RegisterUnavailable` passes: not knowing is not inactive)."""
    entry = registered_entry(registration)
    pending = False
    if registration.needs_designation:
        paper = designation_of(registration)
        pending = paper is None or paper.state != PaperFormState.PROCESSED
    return Situation(
        state=registration.state,
        agent_id=agent.pk,
        is_frozen=registration.frozen_at is not None,
        assigned_to_id=registration.assigned_to_id,
        approved_by_id=registration.approved_by_id,
        checks=counted_checks(registration),
        is_active_at_register=entry is None or entry.is_active,
        designation_is_pending=pending,
        needs_second_agent=settings.ACTIVATION_NEEDS_SECOND_AGENT,
    )
