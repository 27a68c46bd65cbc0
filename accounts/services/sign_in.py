"""Check a code and a password, with growing waits by account and by source (architecture.md 2.10)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import events
from accounts.actors import VISITOR
from accounts.models import User
from accounts.notifications import account_locked, signed_in_from_new_device
from accounts.services.email_codes import WrongEmailCode, check_email_code, send_email_code
from accounts.services.journal import record
from accounts.services.outbox import enqueue
from accounts.services.throttles import (
    Limit,
    check_throttles,
    count_failure,
    forget_all_about,
    forget_failures,
    take_turn,
)
from clicsequr.kernel.errors import DomainError

# Eight tries from one place, then 30 minutes, doubled at each further try (screens.md Z-02). Somebody elsewhere
# counts apart: nobody is locked out by another person's failures.
FROM_ONE_SOURCE = Limit("sign_in.account_and_source", tries=8, first_wait=timedelta(minutes=30))
# One place trying many accounts. An office has one address, so the number is large and the wait short.
FROM_ONE_ADDRESS = Limit(
    "sign_in.address",
    tries=100,
    first_wait=timedelta(minutes=5),
    longest_wait=timedelta(hours=1),
    forget_after=timedelta(hours=1),
)
# Many places trying one account: a delay only, and none for a device the owner has used before.
FROM_EVERYWHERE = Limit(
    "sign_in.account",
    tries=50,
    first_wait=timedelta(minutes=1),
    longest_wait=timedelta(minutes=5),
    forget_after=timedelta(hours=1),
)
LIMITS = (FROM_ONE_SOURCE, FROM_ONE_ADDRESS, FROM_EVERYWHERE)
# Five codes an hour with five tries each, for ever, would be guessed one day. From one place alone: the code is the
# way left to an owner whose answers somebody else has blocked.
OF_A_CODE = Limit("sign_in.code", tries=10, first_wait=timedelta(minutes=30))
WARN_AT = 5
SIGN_IN_CODE = "sign_in"


@dataclass(frozen=True)
class Source:
    """Where a try comes from: its address, or the device this account has signed in on before."""

    address: str
    device: str = ""

    @property
    def name(self) -> str:
        return f"device {self.device}" if self.device else f"address {self.address}"


class WrongCredentials(DomainError):
    """The one answer to an unknown code and to a wrong password. `failures` counts the tries from this place."""

    code = "sign_in.wrong_credentials"
    message = _("Code d’utilisateur ou mot de passe inexact")

    def __init__(self, failures: int) -> None:
        self.failures = failures
        super().__init__()

    @property
    def is_warning_due(self) -> bool:
        return self.failures >= WARN_AT

    @property
    def is_locked(self) -> bool:
        return self.failures >= FROM_ONE_SOURCE.tries


def canonical_username(typed: str, *, portal: str) -> str:
    """Give the name of the account a typed code stands for: case-blind, spaces dropped."""
    return f"{portal}:{''.join(typed.split()).upper()}"


def check_credentials(username: str, *, password: str, source: Source, now: datetime) -> User:
    """Give the account; refuse with `WrongCredentials`, counted, or `Throttled` while waiting, known code or not.

    The count must outlive the refusal: the view catches it, so that its transaction commits. Known and unknown
    codes cost the same hash and the same statements.
    """
    take_turn(FROM_ONE_SOURCE, username, source.name)
    checks = [(FROM_ONE_SOURCE, (username, source.name)), (FROM_ONE_ADDRESS, (source.address,))]
    if not source.device:
        checks.append((FROM_EVERYWHERE, (username,)))
    failed = check_throttles(checks, now=now)
    user = authenticate(None, username=username, password=password)
    if isinstance(user, User):
        if FROM_ONE_SOURCE in failed:  # nobody has counted another since: it is this try's turn
            forget_failures(FROM_ONE_SOURCE, username, source.name)
        return user
    raise WrongCredentials(_count(username, source=source, now=now))


def _count(username: str, *, source: Source, now: datetime) -> int:
    failures = count_failure(FROM_ONE_SOURCE, username, source.name, now=now)
    count_failure(FROM_EVERYWHERE, username, now=now)
    count_failure(FROM_ONE_ADDRESS, source.address, now=now)
    # An unknown code stands for nobody: a row without a saved account keeps the statements the same.
    subject = User.objects.filter(username=username).only("pk").first() or User()
    record(events.SIGN_IN_REFUSED, by=VISITOR, subject=subject)
    if failures == FROM_ONE_SOURCE.tries:
        record(events.ACCOUNT_LOCKED, by=VISITOR, subject=subject)
        enqueue(account_locked, user_id=str(subject.pk))
    return failures


@transaction.atomic
def send_sign_in_code(user: User, *, by: User, now: datetime) -> None:
    """Send the code of a sign-in (S-04); refuse (`Throttled`) within a minute or past five an hour."""
    send_email_code(SIGN_IN_CODE, subject_id=user.pk, email=user.email, language=user.language, now=now)


def check_sign_in_code(user: User, *, digits: str, source: Source, now: datetime) -> None:
    """Use up the code of a sign-in; refuse a wrong one, counted, an old one, and any while waiting (`Throttled`).

    The count must outlive the refusal: the view catches it, so that its transaction commits.
    """
    place = (user.username, source.name)
    take_turn(OF_A_CODE, *place)
    check_throttles([(OF_A_CODE, place)], now=now)
    try:
        check_email_code(SIGN_IN_CODE, subject_id=user.pk, digits=digits, now=now)
    except WrongEmailCode:
        count_failure(OF_A_CODE, *place, now=now)
        raise
    forget_failures(OF_A_CODE, *place)


@transaction.atomic(savepoint=False)  # it refuses nothing: the page's own transaction undoes it
def note_sign_in(user: User, *, by: User, is_new_device: bool) -> None:
    """Record a session that begins; tell its owner when the device has not been seen before (N-09)."""
    record(events.SIGNED_IN, by=by, subject=user)
    if is_new_device and user.email:
        enqueue(signed_in_from_new_device, user_id=str(user.pk))


@transaction.atomic(savepoint=False)
def note_step_up(user: User, *, by: User, method: str) -> None:
    """Record what a person proved beside their sign-in, because a service asks it."""
    record(events.SIGN_IN_STRENGTHENED, by=by, subject=user, method=method)


@transaction.atomic
def note_sign_out(user: User, *, by: User) -> None:
    """Record a session closed by its owner."""
    record(events.SIGNED_OUT, by=by, subject=user)


@transaction.atomic
def unlock_account(user: User, *, by: User, reason: str) -> None:
    """Let an account try again at once from everywhere; an agent does it for a caller (A-10)."""
    forget_all_about(user.username)
    record(events.ACCOUNT_UNLOCKED, by=by, subject=user, reason=reason)
