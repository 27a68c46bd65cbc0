"""The token endpoint: a code or a refresh token comes in, tokens go out, once."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from ministry_services.digests import digest_of
from ministry_services.models import AuthorizationCode, RelyingParty
from ministry_services.protocol_errors import ProtocolError, invalid_grant
from ministry_services.provider.client_authentication import ClientAuthentication
from ministry_services.provider.dpop import proof_of
from ministry_services.provider.id_tokens import id_token_for
from ministry_services.queries.authorizations import redeemed_code, redeemed_refresh_token
from ministry_services.services.tokens import (
    FoundCode,
    FoundRefreshToken,
    Grant,
    access_token_expiry,
    bind_tokens,
    give_tokens,
    open_code,
    open_refresh_token,
    revoke_token,
)

GRANT_TYPES = ("authorization_code", "refresh_token")


class Redeeming(ClientAuthentication):
    """Part of the validator. `request.found` is the code or the refresh token that came, its row locked, with all it
    stands on; `request.grant` is it once found good.
    """

    def authenticate_client(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        """Believe the application before anything is said of its code or token; its row came with it."""
        now = timezone.now()
        request.found = _found(request, now=now)
        known = request.found[1].authorization.relying_party if request.found else None
        self.believe(request, known=known, now=now)
        return True

    def validate_grant_type(self, client_id: str, grant_type: str, client: RelyingParty, request: Any, *a: Any) -> bool:
        return grant_type in GRANT_TYPES

    def validate_code(self, client_id: str, code: str, client: RelyingParty, request: Any, *args: Any) -> bool:
        thumbprint = self._proven_key(client, request)
        request.grant = open_code(
            request.found,
            relying_party=client,
            redirect_uri=request.redirect_uri or "",
            verifier=request.code_verifier or "",
            now=timezone.now(),
        )
        bound = request.grant.authorization.dpop_thumbprint
        # Bound from the start where the request named the key (`dpop_jkt`, RFC 9449 §10).
        if bound and bound != thumbprint:
            raise invalid_grant("The code is bound to another key.")
        if thumbprint and not bound:
            bind_tokens(request.grant.authorization, thumbprint=thumbprint)
        self._prepare(request)
        return True

    def validate_refresh_token(self, refresh_token: str, client: RelyingParty, request: Any, *args: Any) -> bool:
        thumbprint = self._proven_key(client, request)
        request.grant = open_refresh_token(request.found, relying_party=client, now=timezone.now())
        if request.grant.authorization.dpop_thumbprint != thumbprint:
            raise invalid_grant("The refresh token is bound to another key.")
        self._prepare(request)
        # A scope is a set: one said a thousand times is said once.
        request.scope = " ".join(dict.fromkeys((request.scope or "").split()))
        return True

    def confirm_redirect_uri(self, client_id: str, code: str, redirect_uri: str, client: Any, request: Any) -> bool:
        return bool(request.grant.token.redirect_uri == redirect_uri)

    def get_code_challenge(self, code: str, request: Any) -> str:
        challenge: str = request.grant.token.code_challenge
        return challenge

    def get_code_challenge_method(self, code: str, request: Any) -> str:
        return AuthorizationCode.CODE_CHALLENGE_S256

    def get_original_scopes(self, refresh_token: str, request: Any, *args: Any, **kwargs: Any) -> list[str]:
        scopes: list[str] = request.grant.authorization.scope.split()
        return scopes

    def is_within_original_scope(self, scopes: list[str], refresh_token: str, request: Any, *args: Any) -> bool:
        return set(scopes) <= set(request.grant.authorization.scope.split())

    def rotate_refresh_token(self, request: Any) -> bool:
        return True

    def refresh_id_token(self, request: Any) -> bool:
        return True

    def get_authorization_code_nonce(self, client_id: str, code: str, redirect_uri: str, request: Any) -> str:
        nonce: str = request.grant.token.nonce
        return nonce

    def get_id_token(self, token: dict[str, Any], token_handler: Any, request: Any) -> str:
        grant: Grant = request.grant
        nonce = grant.token.nonce if isinstance(grant.token, AuthorizationCode) else ""
        return id_token_for(
            grant.authorization,
            nonce=nonce,
            access_token=token["access_token"],
            access=grant.access,
            now=timezone.now(),
        )

    def save_token(self, token: dict[str, Any], request: Any, *args: Any, **kwargs: Any) -> None:
        give_tokens(
            request.grant,
            access_token=token["access_token"],
            refresh_token=token["refresh_token"],
            scope=token["scope"],
            now=timezone.now(),
        )

    def invalidate_authorization_code(self, client_id: str, code: str, request: Any, *args: Any, **kwargs: Any) -> None:
        """Done by `give_tokens`; the row stays, so that a second use is recognised."""

    def revoke_token(self, token: str, token_type_hint: str, request: Any, *args: Any, **kwargs: Any) -> None:
        revoke_token(token, relying_party=request.client, now=timezone.now())

    @staticmethod
    def _prepare(request: Any) -> None:
        grant: Grant = request.grant
        request.user = grant.authorization.user
        request.scopes = grant.authorization.scope.split()
        request.extra_credentials = {"token_type": "DPoP" if grant.authorization.dpop_thumbprint else "Bearer"}
        if grant.access.details is not None:
            request.extra_credentials["authorization_details"] = [dict(grant.access.details)]

    @staticmethod
    def _proven_key(client: RelyingParty, request: Any) -> str:
        """Give the thumbprint of the key that the DPoP header proves, or nothing where none is sent nor required."""
        header = request.headers.get("DPoP", "")
        if header:
            address = f"{settings.PUBLIC_URL}{reverse('openid:token')}"
            return proof_of(header, method="POST", address=address, now=timezone.now())
        if client.requires_dpop:
            raise ProtocolError("invalid_dpop_proof", "This client must send a DPoP proof (RFC 9449).")
        return ""


def _found(request: Any, *, now: datetime) -> FoundCode | FoundRefreshToken | None:
    if request.grant_type == "authorization_code" and request.code:
        return redeemed_code(digest_of(request.code), now=now)
    if request.grant_type == "refresh_token" and request.refresh_token:
        return redeemed_refresh_token(digest_of(request.refresh_token), now=now)
    return None


def access_token_lifetime(request: Any) -> int:
    """Give `expires_in` of the token about to be given (RFC 6749 §5.1)."""
    now = timezone.now()
    return int((access_token_expiry(request.grant.authorization, now=now) - now).total_seconds())
