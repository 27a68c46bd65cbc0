"""Which authorizations end with a session, a consent or an account, locked for the hand that ends them."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Session, User
from accounts.states import UserState
from ministry_services.models import Authorization, RelyingParty


def live_authorizations() -> QuerySet[Authorization]:
    """Give those that nobody ended, with what an end tells of them."""
    return Authorization.objects.filter(ended_at=None).select_related("relying_party", "service")


def of_session(sid: UUID) -> QuerySet[Authorization]:
    """Give what one session opened, locked in one order."""
    return _locked(live_authorizations().filter(sid=sid))


def of_application(user: User, *, relying_party: RelyingParty) -> QuerySet[Authorization]:
    """Give what an application holds of a person, in all their sessions, locked in one order."""
    return _locked(live_authorizations().filter(user=user, relying_party=relying_party))


def left_behind(*, now: datetime, limit: int) -> list[Authorization]:
    """Give some whose session or account is gone, or whose time is over; what another hand holds is passed by."""
    open_session = Session.objects.filter(sid=OuterRef("sid"), expire_date__gt=now)
    is_left = Q(ends_at__lte=now) | ~Exists(open_session) | ~Q(user__state=UserState.ACTIVE)
    found = live_authorizations().filter(is_left).order_by("started_at", "pk")
    return list(found.select_for_update(of=("self",), skip_locked=True, no_key=True)[:limit])


def _locked(found: QuerySet[Authorization]) -> QuerySet[Authorization]:
    return found.order_by("pk").select_for_update(of=("self",), no_key=True)
