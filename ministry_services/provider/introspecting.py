"""What a client learns of a token it was shown (RFC 7662): all that a decision needs, or only that it is not active."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.conf import settings

from accounts.actors import SYSTEM
from ministry_services.access_policy import Access
from ministry_services.claims import rights_of
from ministry_services.digests import digest_of
from ministry_services.models import AccessToken, Authorization, RefreshToken, RelyingParty
from ministry_services.provider.presented_tokens import TOKEN
from ministry_services.queries.authorizations import HeldAuthorization, held_by_access_token, held_by_refresh_token
from ministry_services.queries.clients import serves
from ministry_services.rules.session_names import told_sid
from ministry_services.services.authorizations import end_authorization, standing_of

INACTIVE: Final[Mapping[str, Any]] = {"active": False}
_Found = tuple[AccessToken | RefreshToken, HeldAuthorization]


def introspected(token: str, *, hint: str, client: RelyingParty, now: datetime) -> Mapping[str, Any]:
    """Give what a client may know of a token; the same « not active » for an unknown, ended or foreign one.

    A client knows its own tokens, and those of a client of its sector for a service that it serves too: an interface
    of programs behind a portal. One whose right is gone ends its authorization.
    """
    found = _found(token, hint, now=now) if TOKEN.match(token) else None
    if found is None or not _may_know(client, found[1].authorization) or _is_over(found[0], now=now):
        return INACTIVE
    shown, held = found
    access = standing_of(held, now=now)
    if not access.allowed:
        end_authorization(held.authorization, reason=access.reason, by=SYSTEM, now=now)
        return INACTIVE
    return _told(shown, held.authorization, access)


def _found(token: str, hint: str, *, now: datetime) -> _Found | None:
    digest = digest_of(token)
    if hint == "refresh_token":
        return held_by_refresh_token(digest, now=now) or held_by_access_token(digest, now=now)
    return held_by_access_token(digest, now=now) or held_by_refresh_token(digest, now=now)


def _may_know(client: RelyingParty, authorization: Authorization) -> bool:
    if authorization.relying_party_id == client.pk:
        return True
    # `sub` is the sector's own: another sector must never read it.
    return authorization.relying_party.sector == client.sector and serves(client, authorization.service_id)


def _is_over(token: AccessToken | RefreshToken, *, now: datetime) -> bool:
    return token.expires <= now if isinstance(token, AccessToken) else token.spent_at is not None


def _told(token: AccessToken | RefreshToken, authorization: Authorization, access: Access) -> dict[str, Any]:
    told: dict[str, Any] = {
        "active": True,
        "iss": settings.PUBLIC_URL,
        "client_id": authorization.relying_party.client_id,
        "aud": authorization.relying_party.client_id,
        "sub": authorization.subject,
        "iat": int(token.created.timestamp()),
        "sid": told_sid(authorization.sid, sector=authorization.relying_party.sector),
        "acr": authorization.acr,
        "amr": list(authorization.amr),
        "auth_time": int(authorization.authenticated_at.timestamp()),
        **rights_of(access),
    }
    if isinstance(token, AccessToken):
        kind = "DPoP" if authorization.dpop_thumbprint else "Bearer"
        told |= {"token_type": kind, "scope": token.scope, "exp": int(token.expires.timestamp())}
    else:
        told |= {"scope": authorization.scope, "exp": int(authorization.ends_at.timestamp())}
    if authorization.dpop_thumbprint:
        told["cnf"] = {"jkt": authorization.dpop_thumbprint}
    return told
