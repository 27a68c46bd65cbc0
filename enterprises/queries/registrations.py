"""Registrations: the draft of one browser, what is due, and whether an enterprise already has its account."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from enterprises.models import Enterprise, Registration
from enterprises.states import EnterpriseState, RegistrationState

OPEN_STATES = [RegistrationState.SUBMITTED, RegistrationState.ACTIVATED]


def _draft_limit(now: datetime) -> datetime:
    return now - timedelta(days=settings.REGISTRATION_DRAFT_DAYS)


def registrations_of_browser(registration_id: str, *, now: datetime) -> QuerySet[Registration]:
    """Give the registration whose id this browser's session holds; a draft only while it is kept."""
    alive = ~Q(state=RegistrationState.DRAFT) | Q(updated_at__gt=_draft_limit(now))
    return Registration.objects.filter(alive, pk=registration_id)


def drafts_to_resume(reference: str, *, email: str, now: datetime) -> QuerySet[Registration]:
    """Give the draft a person quotes with the address of its RSE or representative; any other gives nothing."""
    owner = Q(rse_email__iexact=email) | Q(representative_email__iexact=email)
    drafts = Registration.objects.filter(state=RegistrationState.DRAFT, updated_at__gt=_draft_limit(now))
    return drafts.filter(owner, reference=reference) if email else drafts.none()


def registrations_of_user(user_id: UUID) -> QuerySet[Registration]:
    """Give the registrations that made this account, the latest first, each with its enterprise."""
    return Registration.objects.filter(rse_user=user_id).select_related("enterprise").order_by("-submitted_at")


def enterprises_with(*, neqs: set[str], rq_numbers: set[str]) -> QuerySet[Enterprise]:
    """Give the enterprises under any of these numbers, each with `has_open_registration`."""
    still_open = Registration.objects.filter(enterprise=OuterRef("pk"), state__in=OPEN_STATES)
    return Enterprise.objects.filter(Q(neq__in=neqs - {""}) | Q(rq_number__in=rq_numbers - {""})).annotate(
        has_open_registration=Exists(still_open)
    )


def is_taken(enterprise: Enterprise) -> bool:
    """A pending enterprise whose registration was refused may register again (screens.md X-06)."""
    pending = enterprise.state == EnterpriseState.PENDING and not enterprise.is_legacy
    return not pending or bool(getattr(enterprise, "has_open_registration", True))


def registrations_to_remind(*, now: datetime) -> QuerySet[Registration]:
    silent_since = now - timedelta(days=settings.REGISTRATION_REMINDER_DAYS)
    return Registration.objects.filter(
        state=RegistrationState.SUBMITTED, submitted_at__lte=silent_since, reminded_at=None
    ).order_by("submitted_at")


def registrations_to_expire(*, now: datetime) -> QuerySet[Registration]:
    silent_since = now - timedelta(days=settings.REGISTRATION_EXPIRY_DAYS)
    return Registration.objects.filter(state=RegistrationState.SUBMITTED, submitted_at__lte=silent_since).order_by(
        "submitted_at"
    )


def drafts_to_purge(*, now: datetime) -> QuerySet[Registration]:
    return Registration.objects.filter(state=RegistrationState.DRAFT, updated_at__lte=_draft_limit(now)).order_by(
        "updated_at"
    )
