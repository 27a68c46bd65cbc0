"""The flows that are served, and no other: a code with PKCE S256, and the refresh of what it gave."""

from typing import Any, Final

from oauthlib.common import Request
from oauthlib.oauth2.rfc6749.endpoints import AuthorizationEndpoint, TokenEndpoint
from oauthlib.oauth2.rfc6749.grant_types import AuthorizationCodeGrant
from oauthlib.oauth2.rfc6749.grant_types.authorization_code import code_challenge_method_s256
from oauthlib.oauth2.rfc6749.request_validator import RequestValidator
from oauthlib.oauth2.rfc6749.tokens import BearerToken
from oauthlib.openid.connect.core.grant_types import AuthorizationCodeGrant as OpenIDCodeGrant
from oauthlib.openid.connect.core.grant_types import RefreshTokenGrant

from ministry_services.digests import new_secret
from ministry_services.protocol_errors import ProtocolError
from ministry_services.provider.answers import answer_address
from ministry_services.rules.authorization_requests import fault_of
from ministry_services.states import Acr

_KNOWN_ACR: Final = frozenset(map(str, Acr))


class CodeGrant(AuthorizationCodeGrant):
    """oauthlib's, with a code of 256 bits, no « plain » challenge, and `iss` in the answer (RFC 9207)."""

    _code_challenge_methods = {"S256": code_challenge_method_s256}

    def create_authorization_response(
        self, request: Request, token_handler: object
    ) -> tuple[dict[str, str], None, int]:
        """Validate once more, write the code, give the address that brings it; every fault is raised."""
        self.validate_authorization_request(request)
        code = new_secret()
        self.request_validator.save_authorization_code(request.client_id, {"code": code}, request)
        return {"Location": answer_address(request.redirect_uri, code=code, state=request.state)}, None, 303


class CodeFlow(OpenIDCodeGrant):
    """OpenID Connect's part around the code."""

    def __init__(self, validator: RequestValidator) -> None:
        self.proxy_target = CodeGrant(request_validator=validator, pre_auth=[refuse_faults])
        self.custom_validators.post_auth.append(self.openid_authorization_validator)
        self.register_token_modifier(self.add_id_token)


class Server(AuthorizationEndpoint, TokenEndpoint):
    """Named by the setting OAUTH2_SERVER_CLASS."""

    def __init__(
        self,
        request_validator: RequestValidator,
        token_expires_in: Any = None,
        token_generator: Any = None,
        refresh_token_generator: Any = None,
        **_unused: object,
    ) -> None:
        self.request_validator = request_validator
        flow = CodeFlow(request_validator)
        bearer = BearerToken(request_validator, token_generator, token_expires_in, refresh_token_generator)
        AuthorizationEndpoint.__init__(self, "code", bearer, {"code": flow})
        grants = {"authorization_code": flow, "refresh_token": RefreshTokenGrant(request_validator)}
        TokenEndpoint.__init__(self, "authorization_code", bearer, grants)


def refuse_faults(request: Request) -> dict[str, object]:
    """Look at the rest of a request once its application and its redirect address are known good."""
    if request.duplicate_params:
        raise ProtocolError("invalid_request", "A parameter is repeated.")
    fault = fault_of(dict(request.uri_query_params), known_acr=_KNOWN_ACR)
    if fault is not None:
        raise ProtocolError(fault.error, fault.description)
    return {}
