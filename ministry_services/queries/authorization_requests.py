"""Requests that wait, who may answer them, and what was agreed before."""

from datetime import datetime

from accounts.models import User
from clicsequr.kernel.statements import Joined, Lookup
from ministry_services.models import (
    AuthorizationRequest,
    Consent,
    Ministry,
    OnlineService,
    PairwiseSubject,
    RelyingParty,
)

_SERVES = RelyingParty.services.through._meta.db_table  # noqa: SLF001 - _meta is public
_WAITING = Joined(
    {"waiting": AuthorizationRequest, "client": RelyingParty, "ministry": Ministry, "service": OnlineService},
    "{waiting} JOIN {client} ON client.id = waiting.relying_party_id"
    " JOIN {ministry} ON ministry.id = client.ministry_id JOIN {service} ON service.id = waiting.service_id"
    " WHERE waiting.handle = %s AND NOT waiting.is_pushed FOR UPDATE OF waiting",
    # Another service of the application may have been taken from it since.
    facts=(
        f'EXISTS (SELECT 1 FROM "{_SERVES}" WHERE relyingparty_id = client.id AND onlineservice_id = service.id)',  # noqa: S608
    ),
)
_UNANSWERED = Joined(
    {
        "waiting": AuthorizationRequest,
        "client": RelyingParty,
        "ministry": Ministry,
        "service": OnlineService,
        "body": Ministry,
    },
    "{waiting} JOIN {client} ON client.id = waiting.relying_party_id"
    " JOIN {ministry} ON ministry.id = client.ministry_id JOIN {service} ON service.id = waiting.service_id"
    " JOIN {body} ON body.id = service.ministry_id"
    " WHERE waiting.handle = %s AND NOT waiting.is_pushed AND waiting.answered_at IS NULL AND waiting.expires_at > %s",
)
_PUSHED = Joined(
    {"waiting": AuthorizationRequest, "client": RelyingParty},
    "{waiting} JOIN {client} ON client.id = waiting.relying_party_id"
    " WHERE waiting.handle = %s AND waiting.is_pushed AND waiting.expires_at > %s FOR UPDATE OF waiting",
)
_APPLICATION = Lookup(RelyingParty, "WHERE t.client_id = %s", planned=True)
_SERVED = f'JOIN "{_SERVES}" served ON served.onlineservice_id = t.id WHERE served.relyingparty_id = %s'
_SERVICES = Lookup(OnlineService, f"{_SERVED} LIMIT 2", planned=True)
_SERVICE = Lookup(OnlineService, f"{_SERVED} AND t.slug = %s", planned=True)
_SUBJECT = Lookup(PairwiseSubject, "WHERE t.user_id = %s AND t.sector = %s", planned=True)
# Locked until what it allows is written: whoever takes it back meanwhile finds that too, and ends it.
_CONSENT = Lookup(
    Consent,
    "WHERE t.user_id = %s AND t.relying_party_id = %s AND t.service_id = %s FOR NO KEY UPDATE",
    planned=True,
)


def waiting_request(handle: str, *, now: datetime) -> AuthorizationRequest | None:
    """Give a request that nobody has answered yet."""
    found = _UNANSWERED.first(handle, now)
    if found is None:
        return None
    waiting: AuthorizationRequest
    waiting, client, client.ministry, service, service.ministry = found
    waiting.relying_party, waiting.service = client, service
    return waiting


def held_request(handle: str) -> tuple[AuthorizationRequest, bool] | None:
    """Give a request that a browser brought, locked until the transaction ends, and whether its service is served."""
    found = _WAITING.first(handle)
    if found is None:
        return None
    waiting, client, ministry, service, is_served = found
    waiting.relying_party, client.ministry, waiting.service = client, ministry, service
    return waiting, is_served


def pushed_request(handle: str, *, now: datetime) -> AuthorizationRequest | None:
    """Give a request that was pushed and that no browser has brought yet, locked until the transaction ends."""
    found = _PUSHED.first(handle, now)
    if found is None:
        return None
    waiting: AuthorizationRequest
    waiting, waiting.relying_party = found
    return waiting


def application_named(client_id: str) -> RelyingParty | None:
    return _APPLICATION.first(client_id)


def service_of(relying_party: RelyingParty, slug: str) -> OnlineService | None:
    """Give the service named, or without a name the only one there is."""
    found = _SERVICE.all(relying_party.pk, slug) if slug else _SERVICES.all(relying_party.pk)
    return found[0] if len(found) == 1 else None


def subject_of(user: User, sector: str) -> str:
    """Give the name a person already has in a sector, or nothing."""
    found = _SUBJECT.first(user.pk, sector)
    return found.subject if found else ""


def scope_agreed(user: User, *, request: AuthorizationRequest) -> frozenset[str]:
    """Give what the person agreed to tell this application for this service, locked until the transaction ends."""
    found = _CONSENT.first(user.pk, request.relying_party_id, request.service_id)
    return frozenset(found.scope.split() if found else ())
