"""The identity check as one journey with a purpose: begun by a page, walked here, its result given back (C-09 to C-15).

What a person types on the way, then the result, lie in a sealed cookie of half an hour and nowhere else. The session
holds its random name alone: a cookie copied from another browser, or kept after a sign-out, opens nothing.
"""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from citizens.queries.identity import accounts_of
from citizens.services.identity import PersonHasAccount, keep_proof
from citizens.states import ProofMethod
from clicsequr.kernel.sealed_cookies import SealedCookie

HELD, USED = "identity_check", "identity_check_used"


class CheckPurpose(StrEnum):
    CREATION = "creation"
    PROOF = "proof"
    PASSWORD = "password"  # noqa: S105  the name of a purpose
    OPTIONS = "options"
    EMAIL = "email"
    CODE = "code"


@dataclass(frozen=True)
class Plan:
    """Where each purpose leads: once proven, to begin again, and to leave; names of addresses."""

    proven: str
    start: str
    leave: str


_RECOVERY = {"start": "citizens:recover", "leave": "citizens:sign-in"}
PLANS = {
    # « On with the creation » is where it begins again too: the step of the check is the first that lacks an answer.
    CheckPurpose.CREATION: Plan(
        "citizens:creation-identity-proven", "citizens:creation-identity-proven", "citizens:creation-saved"
    ),
    CheckPurpose.PROOF: Plan("citizens:proof-kept", "citizens:proof", "citizens:home"),
    CheckPurpose.PASSWORD: Plan("citizens:recover-password-proven", **_RECOVERY),
    CheckPurpose.OPTIONS: Plan("citizens:recover-options", **_RECOVERY),
    CheckPurpose.EMAIL: Plan("citizens:recover-email-address", **_RECOVERY),
    CheckPurpose.CODE: Plan("citizens:recover-code-shown", **_RECOVERY),
}


@dataclass(frozen=True)
class Proven:
    """What a finished check left: the register's reference of the person, and how it was proven."""

    reference: UUID
    method: ProofMethod
    verified_at: datetime


@dataclass(frozen=True, kw_only=True, repr=False)
class Check:
    """A check under way; without a `repr`, which a log could hold."""

    id: str
    purpose: CheckPurpose
    subject: str
    place: tuple[int, int] | None = None
    next_address: str = ""
    back_address: str = ""
    nas: str = ""
    access_code: str = ""
    notice_number: str = ""  # only while the register does not answer
    details: Mapping[str, str] = field(default_factory=dict)  # between D-01 and D-02
    shows_code: bool = False  # D-03 has not been shown yet
    reference: str = ""
    method: str = ""
    verified_at: str = ""
    has_account: bool = False  # proven, and C-15 is to be answered first
    blocked_until: str = ""  # C-13

    @property
    def plan(self) -> Plan:
        return PLANS[self.purpose]


COOKIE = SealedCookie(
    "identity", "citizens.identity_check", timedelta(minutes=30), holds=[one.name for one in fields(Check)]
)


def begin_check(
    request: HttpRequest,
    *,
    purpose: CheckPurpose,
    subject: str,
    place: tuple[int, int] | None = None,
    next_address: str = "",
    back_address: str = "",
) -> HttpResponse:
    """Lead to C-09, in place of any check this browser had; `place` is C-09's, for « Étape n sur m ».

    `next_address` is the gate of the service that asks for it, `back_address` the page before; both are ours.
    """
    check = Check(
        id=secrets.token_urlsafe(12),
        purpose=purpose,
        subject=str(subject),
        place=place,
        next_address=next_address,
        back_address=back_address,
    )
    request.session[HELD] = {"id": check.id, "purpose": purpose}
    return keep_check(redirect("citizens:identity"), check)


def current_check(request: HttpRequest) -> Check | None:
    """Give the check of this browser, and of this account when it is to prove one; nothing once the cookie is gone."""
    kept = COOKIE.read(request, now=timezone.now())
    if kept is None or kept["purpose"] not in PLANS or kept["id"] != request.session.get(HELD, {}).get("id"):
        return None
    check = Check(**{**kept, "purpose": CheckPurpose(kept["purpose"]), "place": tuple(kept["place"] or ()) or None})
    if check.purpose == CheckPurpose.PROOF and str(request.user.pk or "") != check.subject:
        return None
    return check


def keep_check(response: HttpResponse, check: Check, **changes: Any) -> HttpResponse:
    """Leave the check, with what changed, for the next page."""
    COOKIE.put(response, asdict(replace(check, **changes)), now=timezone.now())
    return response


def forget_check(response: HttpResponseBase) -> None:
    """Drop everything typed and proven; whoever used the result calls it."""
    COOKIE.forget(response)


def lost_check(request: HttpRequest) -> HttpResponse:
    """Tell that the half hour is over, and lead where the person can begin again."""
    purpose = request.session.get(HELD, {}).get("purpose", "")
    messages.warning(
        request,
        _(
            "La vérification de votre identité n’est plus en cours sur cet appareil. "
            "Rien de ce que vous y avez entré n’a été gardé. Recommencez-la ici."
        ),
    )
    # One that another release began may have a purpose we no longer know.
    return redirect(PLANS[CheckPurpose(purpose)].start if purpose in PLANS else "home")


def finish_check(request: HttpRequest, *, reference: UUID, method: ProofMethod) -> HttpResponse:
    """End the check of this browser: the person is `reference`. Only inside a page that writes.

    The numbers typed are dropped at once. A person who has an account is told so first (C-15), in a creation and in
    the proof of another account; the proof itself is kept here, in the transaction of the page.
    """
    check = current_check(request)
    if check is None:
        return lost_check(request)
    now = timezone.now()
    done = replace(
        check,
        nas="",
        access_code="",
        notice_number="",
        details={},
        shows_code=False,
        reference=str(reference),
        method=method,
        verified_at=now.astimezone(UTC).isoformat(),
    )
    if _has_another_account(request, check, reference=reference, method=method, now=now):
        return keep_check(redirect("citizens:identity-has-account"), done, has_account=True)
    return keep_check(redirect(check.plan.proven), done)


def proven(request: HttpRequest, *, purpose: CheckPurpose, subject: str) -> Proven | None:
    """Give what the finished check of this purpose and subject left; nothing for another's, or after half an hour."""
    check = current_check(request)
    if check is None or check.purpose != purpose or check.subject != str(subject):
        return None
    if not check.reference or check.has_account:
        return None
    return Proven(UUID(check.reference), ProofMethod(check.method), datetime.fromisoformat(check.verified_at))


def is_used(request: HttpRequest, done: Proven) -> bool:
    """Say whether this result has served in this session: « Back » and a double click record and tell nothing again."""
    return bool(request.session.get(USED) == done.verified_at.isoformat())


def note_use(request: HttpRequest, done: Proven) -> None:
    request.session[USED] = done.verified_at.isoformat()


def _has_another_account(
    request: HttpRequest, check: Check, *, reference: UUID, method: ProofMethod, now: datetime
) -> bool:
    if check.purpose == CheckPurpose.CREATION:
        return accounts_of(reference).exists()
    if check.purpose == CheckPurpose.PROOF and isinstance(request.user, User):
        try:
            keep_proof(request.user, reference=reference, method=method, by=request.user, now=now)
        except PersonHasAccount:
            return True
    return False
