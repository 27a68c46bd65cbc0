"""oauthlib's token and revocation endpoints with the two grants that are given, put together once per process."""

from functools import cache
from typing import Any

from django.http import HttpRequest
from oauthlib.oauth2 import BearerToken, RevocationEndpoint, TokenEndpoint
from oauthlib.openid.connect.core.grant_types import AuthorizationCodeGrant, RefreshTokenGrant

from ministry_services.digests import new_secret
from ministry_services.protocol_errors import ProtocolError, invalid_request
from ministry_services.provider.program_requests import read_form
from ministry_services.provider.redeeming import access_token_lifetime
from ministry_services.provider.validator import Validator

# What the engine may see of a form: with any other name it could be told what is ours to say (its client, its user).
_READ = {
    "grant_type", "code", "redirect_uri", "code_verifier", "refresh_token", "scope", "token", "token_type_hint",
    "client_id", "client_secret", "client_assertion", "client_assertion_type",
}  # fmt: skip
Answer = tuple[dict[str, str], str, int]
_REQUIRED = {"authorization_code": ("code", "redirect_uri", "code_verifier"), "refresh_token": ("refresh_token",)}


class TokenServer(TokenEndpoint, RevocationEndpoint):
    """A code or a refresh token, and nothing else: no password, no client's own grant, no device."""

    def __init__(self, validator: Validator) -> None:
        bearer = BearerToken(validator, _drawn, access_token_lifetime)
        code = AuthorizationCodeGrant(validator)
        grants = {"authorization_code": code, "refresh_token": RefreshTokenGrant(validator)}
        TokenEndpoint.__init__(self, default_grant_type="", default_token_type=bearer, grant_types=grants)
        RevocationEndpoint.__init__(self, validator)


class TokenEngine:
    """What stands between a form that is read strictly and the endpoints; it gives headers, a body and a status."""

    def __init__(self, server: TokenServer) -> None:
        self.server = server

    def answer_token(self, request: HttpRequest) -> Answer:
        form = _form(request)
        _check_grant(form)
        answer: Answer = self.server.create_token_response(request.path, "POST", form, _headers(request))
        return answer

    def answer_revocation(self, request: HttpRequest) -> Answer:
        answer: Answer = self.server.create_revocation_response(request.path, "POST", _form(request), _headers(request))
        return answer


def _form(request: HttpRequest) -> dict[str, str]:
    return {name: value for name, value in read_form(request).items() if name in _READ}


def _headers(request: HttpRequest) -> dict[str, str]:
    return {name: request.headers[name] for name in ("Authorization", "DPoP") if name in request.headers}


def _check_grant(form: dict[str, str]) -> None:
    grant_type = form.get("grant_type")
    if grant_type is None:
        raise invalid_request("grant_type is missing.")
    if grant_type not in _REQUIRED:
        raise ProtocolError("unsupported_grant_type", f"The grant types are {', '.join(_REQUIRED)}.")
    if missing := [name for name in _REQUIRED[grant_type] if name not in form]:
        raise invalid_request(f"Missing: {', '.join(missing)}.")


def _drawn(request: Any, refresh_token: bool = False) -> str:
    return new_secret()


@cache
def token_engine() -> TokenEngine:
    return TokenEngine(TokenServer(Validator()))
