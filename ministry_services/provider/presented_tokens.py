"""The access token that a program presents: in the Authorization header, alone or with a proof (RFC 6750, RFC 9449)."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest

from accounts.actors import SYSTEM
from ministry_services.access_policy import Access
from ministry_services.digests import digest_of
from ministry_services.models import AccessToken, Authorization
from ministry_services.protocol_errors import ProtocolError, invalid_request
from ministry_services.provider.dpop import proof_of
from ministry_services.provider.signed_statements import ALGORITHMS
from ministry_services.queries.authorizations import held_by_access_token
from ministry_services.services.authorizations import end_authorization, standing_of

# What new_secret() draws; anything else is nobody's token, and no query is made for it.
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}\Z", re.ASCII)
_REALM = 'realm="clicsequr"'
_PROOF = f'algs="{" ".join(ALGORITHMS)}"'


@dataclass(frozen=True)
class Presented:
    """A token that is good now, its authorization, and what the portal says of the right behind it."""

    token: AccessToken
    access: Access

    @property
    def authorization(self) -> Authorization:
        return self.token.authorization


def presented_token(request: HttpRequest, *, scope: str, now: datetime) -> Presented:
    """Give the good token of a call; refuse with the status and the WWW-Authenticate header of RFC 6750 §3.

    One whose right is gone ends its authorization. A token in the query or in a form is refused unread.
    """
    if "access_token" in request.GET or "access_token" in request.POST:
        raise invalid_request("The access token belongs in the Authorization header.")
    scheme, _space, secret = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() not in {"bearer", "dpop"}:
        raise ProtocolError(
            "invalid_token", status_code=401, headers={"WWW-Authenticate": f"Bearer {_REALM}, DPoP {_PROOF}"}
        )
    found = held_by_access_token(digest_of(secret), now=now) if TOKEN.match(secret) else None
    if found is None:
        raise _refused(scheme, "invalid_token", "The access token is unknown.")
    token, held = found
    _check_key(request, scheme, secret, token.authorization, now=now)
    if token.expires <= now:
        raise _refused(scheme, "invalid_token", "The access token expired.")
    access = standing_of(held, now=now)
    if not access.allowed:
        end_authorization(held.authorization, reason=access.reason, by=SYSTEM, now=now)
        raise _refused(scheme, "invalid_token", "The access token was revoked.")
    if scope not in token.scope.split():
        raise _refused(scheme, "insufficient_scope", "The access token does not hold the scope.", scope=scope)
    return Presented(token, access)


def _check_key(request: HttpRequest, scheme: str, secret: str, authorization: Authorization, *, now: datetime) -> None:
    """Refuse a bound token without the proof of its key, and a proof for a token that is bound to none (§7.1, §7.2)."""
    is_bound = bool(authorization.dpop_thumbprint)
    if is_bound != (scheme.lower() == "dpop"):
        raise _refused("dpop" if is_bound else "bearer", "invalid_token", "The token is of the other scheme.")
    if not is_bound:
        return
    address = f"{settings.PUBLIC_URL}{request.path}"
    proof = request.META.get("HTTP_DPOP", "")
    try:
        mark = proof_of(proof, method=str(request.method), address=address, now=now, access_token=secret)
    except ProtocolError as error:
        raise _refused(scheme, error.error, error.description) from None
    if mark != authorization.dpop_thumbprint:
        raise _refused(scheme, "invalid_token", "The token is bound to another key.")


def _refused(scheme: str, error: str, description: str, *, scope: str = "") -> ProtocolError:
    name, last = ("DPoP", _PROOF) if scheme.lower() == "dpop" else ("Bearer", "")
    told = [_REALM, f'error="{error}"', f'error_description="{description}"']
    told += [f'scope="{scope}"'] if scope else []
    challenge = f"{name} {', '.join([*told, *filter(None, [last])])}"
    status = 403 if error == "insufficient_scope" else 401
    return ProtocolError(error, description, status_code=status, headers={"WWW-Authenticate": challenge})
