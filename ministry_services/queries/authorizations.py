"""An authorization with all that its standing rests on, in one statement: four endpoints ask at every call."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import Session, User
from clicsequr.kernel.statements import Joined
from ministry_services.models import (
    AccessToken,
    Authorization,
    AuthorizationCode,
    OnlineService,
    RefreshToken,
    RelyingParty,
)

_PARTS = {"held": Authorization, "person": User, "service": OnlineService, "client": RelyingParty}
_TABLES = (
    "{held} JOIN {person} ON person.id = held.user_id JOIN {service} ON service.id = held.service_id"
    " JOIN {client} ON client.id = held.relying_party_id"
)
_SERVES = RelyingParty.services.through._meta  # noqa: SLF001 - _meta is public
# Another service of the application may have been taken from it since; a session ends with its row.
_FACTS = (
    f'EXISTS (SELECT 1 FROM "{Session._meta.db_table}" WHERE sid = held.sid AND expire_date > %s)',  # noqa: SLF001, S608
    f'EXISTS (SELECT 1 FROM "{_SERVES.db_table}" WHERE relyingparty_id = client.id AND onlineservice_id = service.id)',  # noqa: S608
)
_BY_ID = Joined(_PARTS, f"{_TABLES} WHERE held.id = %s", facts=_FACTS)
_BY_ACCESS_TOKEN = Joined(
    _PARTS | {"token": AccessToken},
    f"{_TABLES} JOIN {{token}} ON token.authorization_id = held.id WHERE token.token_checksum = %s",
    facts=_FACTS,
)
_BY_REFRESH_TOKEN = Joined(
    _PARTS | {"token": RefreshToken},
    f"{_TABLES} JOIN {{token}} ON token.authorization_id = held.id WHERE token.token_checksum = %s",
    facts=_FACTS,
)
# Locked until the transaction ends: of two calls with the same code or token, the second reads what the first wrote.
_REDEEMED_CODE = Joined(
    _PARTS | {"token": AuthorizationCode},
    f"{_TABLES} JOIN {{token}} ON token.authorization_id = held.id WHERE token.code = %s FOR UPDATE OF token",
    facts=_FACTS,
)
_REDEEMED_REFRESH_TOKEN = Joined(
    _PARTS | {"token": RefreshToken},
    f"{_TABLES} JOIN {{token}} ON token.authorization_id = held.id WHERE token.token_checksum = %s FOR UPDATE OF token",
    facts=_FACTS,
)


@dataclass(frozen=True)
class HeldAuthorization:
    """An authorization whose person, service and application are loaded, and what stands around it."""

    authorization: Authorization
    session_is_open: bool
    service_is_served: bool


def held_authorization(authorization: Authorization, *, now: datetime) -> HeldAuthorization | None:
    """Give an authorization as it stands in the database now."""
    found = _BY_ID.first(now, authorization.pk)
    return _held(found[:4], found[4:]) if found else None


def held_by_access_token(digest: str, *, now: datetime) -> tuple[AccessToken, HeldAuthorization] | None:
    """Give an access token, expired or not, with its authorization."""
    return _with_token(_BY_ACCESS_TOKEN.first(now, digest))


def held_by_refresh_token(digest: str, *, now: datetime) -> tuple[RefreshToken, HeldAuthorization] | None:
    """Give a refresh token, spent or not, with its authorization."""
    return _with_token(_BY_REFRESH_TOKEN.first(now, digest))


def redeemed_code(digest: str, *, now: datetime) -> tuple[AuthorizationCode, HeldAuthorization] | None:
    """Give a code, used or not, locked, with its authorization."""
    return _with_token(_REDEEMED_CODE.first(now, digest))


def redeemed_refresh_token(digest: str, *, now: datetime) -> tuple[RefreshToken, HeldAuthorization] | None:
    """Give a refresh token, spent or not, locked, with its authorization."""
    return _with_token(_REDEEMED_REFRESH_TOKEN.first(now, digest))


def _with_token(found: tuple[Any, ...] | None) -> tuple[Any, HeldAuthorization] | None:
    if found is None:
        return None
    held = _held(found[:4], found[5:])
    token = found[4]
    token.authorization = held.authorization
    return token, held


def _held(rows: tuple[Any, ...], facts: tuple[Any, ...]) -> HeldAuthorization:
    authorization, authorization.user, authorization.service, authorization.relying_party = rows
    return HeldAuthorization(authorization, *facts)
