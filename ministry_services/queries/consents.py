"""« Services qui me connaissent »: what a person agreed to, and what is open through it now."""

from datetime import datetime
from uuid import UUID

from django.db.models import Count, IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from ministry_services.models import Authorization, Consent


def consents_of(user: User, *, now: datetime) -> QuerySet[Consent]:
    """Give each consent with `last_used_at` and `live_sessions`, the latest given first."""
    used = Authorization.objects.filter(
        user=OuterRef("user"), relying_party=OuterRef("relying_party"), service=OuterRef("service")
    ).order_by()
    last = used.values("user").annotate(last=Max("started_at")).values("last")
    live = used.filter(_lives(now)).values("user").annotate(number=Count("sid", distinct=True)).values("number")
    found = Consent.objects.filter(user=user).select_related("relying_party__ministry", "service")
    return found.annotate(
        last_used_at=Subquery(last),
        live_sessions=Coalesce(Subquery(live, output_field=IntegerField()), 0),
    ).order_by("-given_at", "pk")


def live_authorizations_of(user: User, *, now: datetime, enterprise: UUID | None = None) -> QuerySet[Authorization]:
    """Give what services hold of a person now, the latest first; of one enterprise only, where one is given."""
    found = Authorization.objects.filter(_lives(now), user=user).select_related("relying_party__ministry", "service")
    if enterprise is not None:
        found = found.filter(acting_for__enterprise=str(enterprise))
    return found.order_by("-started_at", "pk")


def _lives(now: datetime) -> Q:
    return Q(ended_at=None, ends_at__gt=now)
