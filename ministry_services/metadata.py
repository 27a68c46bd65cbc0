"""What the provider says it can do (OpenID Connect Discovery §3, RFC 8414 §2): each line is kept by a test."""

from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from ministry_services.claims import CLAIMS_OF_SCOPE
from ministry_services.provider.signed_statements import ALGORITHMS
from ministry_services.rules.authorization_requests import PROMPTS, SERVICE_ACCESS
from ministry_services.states import Acr, ClientAuthentication, Scope, SigningAlgorithm

_ENDPOINTS: Final[Mapping[str, str]] = {
    "authorization_endpoint": "authorize",
    "token_endpoint": "token",
    "userinfo_endpoint": "userinfo",
    "jwks_uri": "keys",
    "introspection_endpoint": "introspect",
    "revocation_endpoint": "revoke",
    "pushed_authorization_request_endpoint": "pushed-requests",
    "end_session_endpoint": "end-session",
}
_PAGES: Final[Mapping[str, str]] = {"op_policy_uri": "privacy", "op_tos_uri": "terms"}
# Where a client authenticates, in the same ways everywhere.
_AUTHENTICATED: Final = ("token", "introspection", "revocation")
_ABOUT_THE_SIGN_IN: Final = ("iss", "sub", "aud", "azp", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid")


def configuration(issuer: str) -> dict[str, Any]:
    """Give the document of both well-known addresses: what is not named here is not supported."""
    return {
        "issuer": issuer,
        **{field: f"{issuer}{reverse(f'openid:{name}')}" for field, name in _ENDPOINTS.items()},
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
        "require_pushed_authorization_requests": False,
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": list(map(str, SigningAlgorithm)),
        **{
            f"{place}_endpoint_auth_methods_supported": list(map(str, ClientAuthentication)) for place in _AUTHENTICATED
        },
        **{f"{place}_endpoint_auth_signing_alg_values_supported": list(ALGORITHMS) for place in _AUTHENTICATED},
        "dpop_signing_alg_values_supported": list(ALGORITHMS),
        "scopes_supported": list(map(str, Scope)),
        "claim_types_supported": ["normal"],
        "claims_supported": _claims(),
        "claims_parameter_supported": True,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "acr_values_supported": list(map(str, Acr)),
        "prompt_values_supported": sorted(PROMPTS),
        "authorization_details_types_supported": [SERVICE_ACCESS],
        "ui_locales_supported": [code for code, _name in settings.LANGUAGES],
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
        **{field: f"{issuer}{_french(name)}" for field, name in _PAGES.items()},
    }


def _claims() -> list[str]:
    told = {claim for claims in CLAIMS_OF_SCOPE.values() for claim in claims}
    return [*_ABOUT_THE_SIGN_IN, *sorted(told.difference(_ABOUT_THE_SIGN_IN))]


def _french(name: str) -> str:
    # The document is the same in every language: whoever asked first must not choose it.
    with translation.override(settings.LANGUAGE_CODE):
        return reverse(name)
