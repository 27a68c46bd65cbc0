"""Creations of accounts: the draft of one browser, what is due, which codes and services are there to choose."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet

from accounts.models import AllocatedUserCode, User
from accounts.states import Portal
from citizens.models import AccountCreation
from citizens.queries.services import citizens_services
from citizens.states import CreationState
from ministry_services.models import OnlineService
from ministry_services.states import ServiceState


def _draft_limit(now: datetime) -> datetime:
    return now - timedelta(days=settings.CREATION_DRAFT_DAYS)


def creations_of_browser(creation_id: str, *, now: datetime) -> QuerySet[AccountCreation]:
    """Give the creation whose id this browser's session holds, with its service; a draft only while it is kept."""
    alive = ~Q(state=CreationState.DRAFT) | Q(updated_at__gt=_draft_limit(now))
    return AccountCreation.objects.select_related("service").filter(alive, pk=creation_id)


def drafts_to_resume(reference: str, *, email: str, now: datetime) -> QuerySet[AccountCreation]:
    """Give the draft a person quotes with its address; any other gives nothing."""
    drafts = AccountCreation.objects.filter(state=CreationState.DRAFT, updated_at__gt=_draft_limit(now))
    return drafts.filter(email__iexact=email, reference=reference) if email else drafts.none()


def drafts_to_purge(*, now: datetime) -> QuerySet[AccountCreation]:
    due = AccountCreation.objects.filter(state=CreationState.DRAFT, updated_at__lte=_draft_limit(now))
    return due.order_by("updated_at")


def is_user_code_taken(code: str) -> bool:
    """Say whether an account has this code, or had it once: a code is never reused (architecture.md 2.11)."""
    owned = User.objects.filter(portal=Portal.CITIZENS, user_code=code).values_list("user_code")
    given = AllocatedUserCode.objects.filter(portal=Portal.CITIZENS, user_code=code).values_list("user_code")
    return owned.union(given).exists()


def services_to_choose() -> QuerySet[OnlineService]:
    """Give the citizens' services that a new account may be for (C-17)."""
    return citizens_services().exclude(state=ServiceState.CLOSED)


def has_account_with(email: str, *, beside: User) -> bool:
    """Say whether another account of the portal has this address, as families do; told by e-mail alone (C-04)."""
    others = User.objects.filter(portal=Portal.CITIZENS, email=email).exclude(pk=beside.pk)
    return others.exists()
