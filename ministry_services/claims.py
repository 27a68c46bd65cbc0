"""What a service is told of a person: by the scopes granted, and by what it named one by one (OIDC Core §5.4, §5.5)."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from accounts.models import User
from accounts.states import Portal
from ministry_services.access_policy import Access, policy_of
from ministry_services.models import Authorization

# The claims of a scope; those of `identity` and `enterprise` are the portal's to give.
CLAIMS_OF_SCOPE: Final[Mapping[str, frozenset[str]]] = {
    "openid": frozenset({"sub"}),
    "profile": frozenset({"name", "given_name", "family_name", "locale"}),
    "email": frozenset({"email", "email_verified"}),
    "phone": frozenset({"phone_number", "phone_number_verified"}),
    "identity": frozenset({"identity_verified", "identity_verified_at", "identity_method"}),
    "enterprise": frozenset({"authorization_details", "act"}),
}
_SCOPE_OF_CLAIM = {claim: scope for scope, claims in CLAIMS_OF_SCOPE.items() for claim in claims if claim != "sub"}
# Told in any case: which service the person is allowed into, and in whose name (architecture.md §5).
_ALWAYS = frozenset({"authorization_details", "act"})


def scopes_of_claims(claims: Mapping[str, Any]) -> frozenset[str]:
    """Give the scopes whose consent covers the claims named in the `claims` parameter."""
    named = (name for place in ("userinfo", "id_token") for name in _named(claims, place))
    return frozenset(_SCOPE_OF_CLAIM[name] for name in named if name in _SCOPE_OF_CLAIM)


def userinfo_claims(authorization: Authorization, *, scope: str, access: Access) -> dict[str, Any]:
    """Give what userinfo answers: `sub`, the claims of the token's scopes, those named one by one."""
    return {"sub": authorization.subject} | _told(authorization, "userinfo", frozenset(scope.split()), access)


def id_token_claims(authorization: Authorization, *, access: Access) -> dict[str, Any]:
    """Give what the ID token tells beside the sign-in itself: the claims named for it one by one, and the rights."""
    return _told(authorization, "id_token", frozenset(), access)


def rights_of(access: Access) -> dict[str, Any]:
    """Give who acts for whom (RFC 9396, RFC 8693 §4.1), as every answer tells it."""
    told: dict[str, Any] = {}
    if access.details is not None:
        told["authorization_details"] = [dict(access.details)]
    if access.actor is not None:
        told["act"] = dict(access.actor)
    return told


def _told(authorization: Authorization, place: str, scopes: frozenset[str], access: Access) -> dict[str, Any]:
    # A scope taken back from an application since is told no more.
    allowed = frozenset(authorization.relying_party.scopes)
    wanted = {claim for scope in scopes & allowed for claim in CLAIMS_OF_SCOPE.get(scope, ())}
    wanted |= {name for name in _named(authorization.claims, place) if _SCOPE_OF_CLAIM.get(name) in allowed}
    wanted -= _ALWAYS | {"sub"}
    told = _values(authorization.user, wanted) if wanted else {}
    return {name: told[name] for name in wanted if name in told} | rights_of(access)


def _values(user: User, wanted: Iterable[str]) -> dict[str, Any]:
    """Give the values; an empty one is left out (OIDC Core §5.3.2)."""
    scopes = frozenset(_SCOPE_OF_CLAIM[name] for name in wanted)
    told: dict[str, Any] = {
        "name": user.full_name,
        "given_name": user.first_name,
        "family_name": user.last_name,
        "locale": f"{user.language}-CA",
        "email": user.email,
        "phone_number": user.phone,
    }
    if user.email:
        # A citizen's address is kept once a code sent to it came back; that of a firm's user was typed by another.
        told["email_verified"] = user.portal == Portal.CITIZENS
    if user.phone:
        told["phone_number_verified"] = False
    return {name: value for name, value in told.items() if value != ""} | policy_of(user.portal).claims(
        user, scope=scopes
    )


def _named(claims: Mapping[str, Any], place: str) -> frozenset[str]:
    part = claims.get(place) if isinstance(claims, Mapping) else None
    return frozenset(part) if isinstance(part, Mapping) else frozenset()
