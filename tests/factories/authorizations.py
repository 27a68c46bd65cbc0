"""Authorizations as the authorization endpoint leaves them: a session that is open, a person, a code."""

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Session, User
from accounts.sessions import SessionStore
from accounts.states import Acr, Portal
from ministry_services.access_policy import Access
from ministry_services.digests import digest_of, new_secret
from ministry_services.models import Authorization, AuthorizationCode, RelyingParty
from ministry_services.services.tokens import Grant, give_tokens
from tests.factories.enrolments import make_service
from tests.factories.enterprises import make_user
from tests.factories.relying_parties import REDIRECT, make_relying_party

# RFC 7636, appendix B.
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def make_citizen_client(**changes: Any) -> RelyingParty:
    """An application of one service for citizens."""
    return make_relying_party(make_service(portal=Portal.CITIZENS), **changes)


def open_session(user: User) -> uuid.UUID:
    """Give the `sid` of an open session of the person."""
    sid = uuid.uuid4()
    Session.objects.create(
        session_key=new_secret()[:40],
        session_data=SessionStore().encode({}),
        expire_date=timezone.now() + timedelta(hours=1),
        user_id=user.pk,
        sid=sid,
    )
    return sid


def make_authorization(relying_party: RelyingParty | None = None, **changes: Any) -> Authorization:
    """Of a citizen, signed in with a password, for the first service of the application."""
    client = relying_party or make_citizen_client()
    user = changes.pop("user", None) or make_user(portal=Portal.CITIZENS)
    values: dict[str, Any] = {
        "service": client.services.order_by("pk")[0],
        "subject": new_secret(),
        "scope": "openid profile email",
        "sid": changes.pop("sid", None) or open_session(user),
        "authenticated_at": timezone.now(),
        "acr": Acr.PASSWORD,
        "amr": ["pwd"],
        "ends_at": timezone.now() + timedelta(hours=8),
        **changes,
    }
    return Authorization.objects.create(user=user, relying_party=client, **values)


def make_code(authorization: Authorization, **changes: Any) -> str:
    """Give a code that was just sent back to the application."""
    code = new_secret()
    values: dict[str, Any] = {
        "redirect_uri": REDIRECT,
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        "nonce": "n-0S6",
        "expires": timezone.now() + timedelta(seconds=60),
        **changes,
    }
    AuthorizationCode.objects.create(code=digest_of(code), authorization=authorization, **values)
    return code


def make_tokens(authorization: Authorization, *, scope: str = "") -> tuple[str, str]:
    """Give an access token and a refresh token, as the token endpoint gives them for a code."""
    make_code(authorization)
    access_token, refresh_token = new_secret(), new_secret()
    grant = Grant(authorization.code, authorization, Access(allowed=True))
    give_tokens(
        grant,
        access_token=access_token,
        refresh_token=refresh_token,
        scope=scope or authorization.scope,
        now=timezone.now(),
    )
    return access_token, refresh_token
