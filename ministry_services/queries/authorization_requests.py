"""Requests that wait, who may answer them, and what was agreed before."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from ministry_services.models import AuthorizationRequest, Consent, OnlineService, PairwiseSubject, RelyingParty


def requests_brought() -> QuerySet[AuthorizationRequest]:
    """Give the requests a browser brought, with all that their pages show; `is_served`: by their application, now."""
    served = RelyingParty.services.through.objects.filter(
        relyingparty_id=OuterRef("relying_party_id"), onlineservice_id=OuterRef("service_id")
    )
    brought = AuthorizationRequest.objects.filter(is_pushed=False).annotate(is_served=Exists(served))
    return brought.select_related("relying_party__ministry", "service__ministry")


def waiting_request(handle: str, *, now: datetime) -> AuthorizationRequest | None:
    """Give a request that nobody has answered yet."""
    return requests_brought().filter(handle=handle, answered_at=None, expires_at__gt=now).first()


def requests_pushed(*, now: datetime) -> QuerySet[AuthorizationRequest]:
    """Give the requests an application pushed and that no browser has brought yet."""
    return AuthorizationRequest.objects.filter(is_pushed=True, expires_at__gt=now).select_related("relying_party")


def service_of(relying_party: RelyingParty, slug: str) -> OnlineService | None:
    """Give the service named, or without a name the only one there is."""
    found = list(relying_party.services.filter(slug=slug) if slug else relying_party.services.all()[:2])
    return found[0] if len(found) == 1 else None


def subject_of(user: User, sector: str) -> str:
    """Give the name a person already has in a sector, or nothing."""
    return PairwiseSubject.objects.filter(user=user, sector=sector).values_list("subject", flat=True).first() or ""


def scope_agreed(user: User, *, request: AuthorizationRequest) -> frozenset[str]:
    """Give what the person agreed to tell this application for this service."""
    agreed = Consent.objects.filter(user=user, relying_party=request.relying_party, service=request.service)
    return frozenset((agreed.values_list("scope", flat=True).first() or "").split())
