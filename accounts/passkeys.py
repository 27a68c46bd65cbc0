"""The ceremony of passkeys (WebAuthn) over allauth.mfa; its challenge waits in the session."""

import json
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clicsequr.kernel.errors import DomainError

LONGEST_CREDENTIAL = 20_000


class PasskeyRefused(DomainError):
    code = "passkey.refused"
    message = _("La clé d’accès n’a pas été reconnue. Réessayez, ou servez-vous de votre mot de passe.")


def creation_options(user: User) -> dict[str, Any]:
    """Begin to add a passkey that signs in by itself: kept on the device, unlocked by its owner."""
    return dict(auth.begin_registration(user, passwordless=True))


def created_credential(typed: str) -> dict[str, Any]:
    """Verify what the browser made; refuse anything else than an answer to our challenge."""
    credential = _as_object(typed)
    try:
        auth.parse_registration_response(credential)
        made = auth.complete_registration(credential)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise PasskeyRefused from error
    if not made.is_user_verified():
        raise PasskeyRefused
    return credential


def request_options(user: User | None) -> dict[str, Any]:
    """Begin to use a passkey: any of this site, or those of one person."""
    return dict(auth.begin_authentication(user))


def used_passkey(typed: str, *, user: User | None = None) -> Authenticator:
    """Verify a signed challenge; give the passkey, of `user` when one is known already.

    Where nobody is known yet it stands for the password too: refused unless its owner unlocked it, whatever the
    challenge asked for (that of a second factor asks for a touch, and any browser that signs in may get one).
    """
    credential = _as_object(typed)
    try:
        answer = auth.parse_authentication_response(credential)
        if user is None and not answer.response.authenticator_data.is_user_verified():
            raise PasskeyRefused
        owner = user or auth.extract_user_from_response(credential)
        passkey = auth.complete_authentication(owner, credential)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise PasskeyRefused from error
    passkey.user = owner
    return passkey


def _as_object(typed: str) -> dict[str, Any]:
    # No answer of a browser holds a NUL, which PostgreSQL could not keep.
    if len(typed) > LONGEST_CREDENTIAL or "\\u0000" in typed:
        raise PasskeyRefused
    try:
        credential = json.loads(typed)
    except (ValueError, RecursionError) as error:
        raise PasskeyRefused from error
    if not isinstance(credential, dict):
        raise PasskeyRefused
    return credential
