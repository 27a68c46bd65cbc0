"""Codes and refresh tokens become tokens, once; what comes back a second time ends all that it gave."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from oauth2_provider.settings import oauth2_settings

from accounts.actors import SYSTEM, OutsideActor
from accounts.events import Event
from accounts.services.journal import record
from clicsequr.kernel.statements import planned_cursor
from ministry_services import events
from ministry_services.access_policy import Access
from ministry_services.digests import digest_of
from ministry_services.models import AccessToken, Authorization, AuthorizationCode, RefreshToken, RelyingParty
from ministry_services.protocol_errors import invalid_grant
from ministry_services.queries.authorizations import HeldAuthorization
from ministry_services.rules.code_proofs import is_verifier_of
from ministry_services.services.authorizations import end_authorization, standing_of

ACCESS_TOKEN_LASTS = timedelta(seconds=oauth2_settings.ACCESS_TOKEN_EXPIRE_SECONDS)
FoundCode = tuple[AuthorizationCode, HeldAuthorization]
FoundRefreshToken = tuple[RefreshToken, HeldAuthorization]


@dataclass(frozen=True)
class Grant:
    """A code or a refresh token that was found good, locked until the transaction ends."""

    token: AuthorizationCode | RefreshToken
    authorization: Authorization
    access: Access


def open_code(
    found: FoundCode | None, *, relying_party: RelyingParty, redirect_uri: str, verifier: str, now: datetime
) -> Grant:
    """Say that a code, locked, is good for this application, address and verifier (RFC 6749 §4.1.3, RFC 7636 §4.6).

    Refuses with invalid_grant; a code used before, and a right that is gone, end the authorization as well: commit it.
    """
    if found is None or found[1].authorization.relying_party_id != relying_party.pk:
        raise invalid_grant()
    token, held = found
    if token.used_at is not None:
        _end_for_reuse(held.authorization, event=events.CODE_REPLAYED, now=now)
        raise invalid_grant()
    if token.expires <= now or token.redirect_uri != redirect_uri:
        raise invalid_grant()
    if not is_verifier_of(token.code_challenge, verifier):
        raise invalid_grant("The code verifier does not match.")
    return Grant(token, held.authorization, _standing_or_end(held, now=now))


def open_refresh_token(found: FoundRefreshToken | None, *, relying_party: RelyingParty, now: datetime) -> Grant:
    """Say that a refresh token, locked, is good for this application (RFC 6749 §6).

    Refuses with invalid_grant; one spent before (RFC 9700 §4.14.2), and a right that is gone, end the authorization as
    well: commit it.
    """
    if found is None or found[1].authorization.relying_party_id != relying_party.pk:
        raise invalid_grant()
    token, held = found
    if token.spent_at is not None:
        _end_for_reuse(held.authorization, event=events.REFRESH_TOKEN_REUSED, now=now)
        raise invalid_grant()
    return Grant(token, held.authorization, _standing_or_end(held, now=now))


def access_token_expiry(authorization: Authorization, *, now: datetime) -> datetime:
    """Give when an access token of now ends: soon, and never after the session it comes from."""
    return min(now + ACCESS_TOKEN_LASTS, authorization.ends_at)


def give_tokens(grant: Grant, *, access_token: str, refresh_token: str, scope: str, now: datetime) -> None:
    """Use the grant up and keep the hashes of the tokens given for it; the grant's row is locked by `open_…`."""
    spend = _USE_CODE if isinstance(grant.token, AuthorizationCode) else _SPEND_REFRESH_TOKEN
    authorization = grant.authorization
    expires = access_token_expiry(authorization, now=now)
    spent = (now, grant.token.pk)
    given = (digest_of(access_token), expires, scope, authorization.pk)
    with planned_cursor() as cursor:
        cursor.execute(spend, [*spent, *given, digest_of(refresh_token), authorization.pk])


def bind_tokens(authorization: Authorization, *, thumbprint: str) -> None:
    """Bind all that the authorization gives to the key of a DPoP proof (RFC 9449 §5), before the first token."""
    authorization.dpop_thumbprint = thumbprint
    authorization.save(update_fields=["dpop_thumbprint"])


def revoke_token(token: str, *, relying_party: RelyingParty, now: datetime) -> None:
    """Revoke a token of this application (RFC 7009): a refresh token ends the authorization, an access token itself.

    An unknown token and another application's are left alone, and not told apart.
    """
    digest = digest_of(token)
    deleted, _rows = AccessToken.objects.filter(
        token_checksum=digest, authorization__relying_party=relying_party
    ).delete()
    if deleted:
        return
    refresh_tokens = RefreshToken.objects.filter(
        token_checksum=digest, authorization__relying_party=relying_party
    ).select_related("authorization__relying_party", "authorization__service", "authorization__user")
    for found in refresh_tokens:
        actor = OutsideActor(str(relying_party))
        end_authorization(found.authorization, reason="authorization.revoked", by=actor, now=now)


def _standing_or_end(held: HeldAuthorization, *, now: datetime) -> Access:
    access = standing_of(held, now=now)
    if not access.allowed:
        end_authorization(held.authorization, reason=access.reason, by=SYSTEM, now=now)
        raise invalid_grant("The authorization has ended.")
    return access


def _end_for_reuse(authorization: Authorization, *, event: Event, now: datetime) -> None:
    if end_authorization(authorization, reason=event.code, by=SYSTEM, now=now):
        # About the person: it is they who read it, and their session that was perhaps stolen.
        record(
            event,
            by=SYSTEM,
            subject=authorization.user,
            on_behalf_of=authorization.acting_for.get("enterprise", ""),
            application=authorization.relying_party.client_id,
            service=authorization.service.slug,
        )


def _giving(spend: str) -> str:
    """Write the one statement that uses a grant up and inserts the tokens: a refresh waits for one answer less."""
    access, refresh = AccessToken._meta.db_table, RefreshToken._meta.db_table  # noqa: SLF001 - _meta is public
    return (
        f"WITH spent AS ({spend}),"  # noqa: S608  names of our own tables
        f' given AS (INSERT INTO "{access}" (token_checksum, expires, scope, authorization_id)'
        " VALUES (%s, %s, %s, %s))"
        f' INSERT INTO "{refresh}" (token_checksum, authorization_id) VALUES (%s, %s)'
    )


_USE_CODE = _giving(f'UPDATE "{AuthorizationCode._meta.db_table}" SET used_at = %s WHERE id = %s')  # noqa: S608, SLF001
_SPEND_REFRESH_TOKEN = _giving(f'UPDATE "{RefreshToken._meta.db_table}" SET spent_at = %s WHERE id = %s')  # noqa: S608, SLF001
