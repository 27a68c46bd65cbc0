"""What is due on the agents' desk (A-02, « Rappels »); each list is read by its partial index, the oldest first."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from accounts.models import User
from enterprises.models import Registration
from enterprises.rules.reminders import working_day_before
from enterprises.states import RegistrationState

COLUMNS = (
    "reference", "name", "contact_times", "frozen_at", "document_kind", "document_asked_at", "unanswered_at",
)  # fmt: skip


def calls_to_make_again(*, now: datetime) -> QuerySet[Registration]:
    """Give the registrations whose last call nobody answered, a working day ago or more."""
    due = working_day_before(timezone.localtime(now))
    return _waiting().filter(unanswered_at__isnull=False, unanswered_at__lt=due).order_by("unanswered_at", "id")


def documents_awaited(*, now: datetime) -> QuerySet[Registration]:
    """Give the registrations whose document was asked for too long ago and has not come."""
    due = now - timedelta(days=settings.DOCUMENT_REMINDER_DAYS)
    return (
        _waiting()
        .filter(document_asked_at__isnull=False, document_asked_at__lt=due)
        .order_by("document_asked_at", "id")
    )


def frozen_registrations() -> QuerySet[Registration]:
    return _waiting().filter(frozen_at__isnull=False).order_by("submitted_at")


def _waiting() -> QuerySet[Registration]:
    # A subquery, not a join: the list is read no further than the page, in the order of its index.
    code = User.objects.filter(pk=OuterRef("assigned_to")).values("user_code")
    waiting = Registration.objects.filter(state=RegistrationState.SUBMITTED)
    return waiting.annotate(agent_code=Subquery(code)).only(*COLUMNS)
