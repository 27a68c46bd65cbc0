"""What a session has proven of its person, and when: read from the records that every sign-in leaves (allauth's)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils import timezone

from accounts.session_marks import SID, STARTED

# What a person may have done to prove themself, as ministry_services/rules/acr.py tells it to services.
PASSWORD, CREATION, EMAIL_CODE = "password", "creation", "email_code"
QUESTION, IDENTITY = "question", "identity"
TOTP, RECOVERY_CODE = "totp", "recovery_code"
PASSKEY, SECURITY_KEY = "passkey", "security_key"
# Each of these stands alone; an answer or a code only adds to one of them, and never makes an old session new.
_ALONE = {PASSWORD, CREATION, PASSKEY, SECURITY_KEY}
_FACTORS = {
    str(Authenticator.Type.TOTP): TOTP,
    str(Authenticator.Type.RECOVERY_CODES): RECOVERY_CODE,
    str(Authenticator.Type.WEBAUTHN): SECURITY_KEY,
}


@dataclass(frozen=True)
class AuthenticationContext:
    """`sid` names the session towards services. `authenticated_at`: the last password or passkey really given."""

    sid: str
    authenticated_at: datetime
    methods: frozenset[str]


def context_of(request: HttpRequest) -> AuthenticationContext:
    """Give what the session in hand has proven; a session older than its name is named now."""
    records = get_authentication_records(request, request.user)
    sid = request.session.get(SID)
    if sid is None:
        sid = request.session[SID] = str(uuid4())
    return AuthenticationContext(sid, _authenticated_at(request, records), frozenset(map(method_of, records)))


def method_of(record: Mapping[str, Any]) -> str:
    """Give the name of what a record tells of.

    A passkey that signed in alone was unlocked by its owner; beside a password it may only have been touched.
    """
    if record["method"] != "mfa":
        return str(record["method"])
    return PASSKEY if record.get("passwordless") else _FACTORS[record["type"]]


def _authenticated_at(request: HttpRequest, records: Iterable[Mapping[str, Any]]) -> datetime:
    times = [record["at"] for record in records if method_of(record) in _ALONE]
    if times:
        return datetime.fromtimestamp(max(times), tz=UTC)
    started = request.session.get(STARTED)
    return datetime.fromisoformat(started) if started else timezone.now()
