"""Second factors kept by allauth.mfa: checked here under a row lock, so that a code serves once on any machine."""

from datetime import datetime, timedelta

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import events
from accounts.actors import OutsideActor
from accounts.models import User
from accounts.notifications import second_factor_changed
from accounts.queries.second_factors import second_factors_of
from accounts.services.journal import record
from accounts.services.outbox import enqueue
from accounts.services.throttles import Limit, check_throttle, count_failure, forget_failures, take_turn
from clicsequr.kernel.errors import DomainError

Kind = Authenticator.Type
# Only who knows the password reaches it: a wait here shuts nobody else out.
CODE_TRIES = Limit("second_factor", tries=5, first_wait=timedelta(minutes=30))
LAST_STEP = "last_step"  # in the row's data: the newest period whose code was used
# One period back or ahead, for clocks a little off; what was used, and all before it, stays refused.
DRIFT = 1


class WrongCode(DomainError):
    code = "second_factor.wrong"
    message = _("Code inexact. Entrez le code affiché en ce moment par votre application")


class AlreadyAdded(DomainError):
    code = "second_factor.already_added"
    message = _("Une application est déjà associée à votre compte. Retirez-la avant d’en associer une autre.")


def check_second_factor(user: User, *, code: str, now: datetime) -> Authenticator:
    """Use up a code of the application or a recovery code; refuse a wrong or used one, counted, or `Throttled`.

    The count must outlive the refusal: the view catches it, so that its transaction commits.
    """
    take_turn(CODE_TRIES, user.username)
    check_throttle(CODE_TRIES, user.username, now=now)
    rows = list(Authenticator.objects.select_for_update().filter(user=user, type__in=[Kind.TOTP, Kind.RECOVERY_CODES]))
    for row in rows:
        row.user = user
        if _uses_up(row, code=code, now=now):
            forget_failures(CODE_TRIES, user.username)
            return row
    count_failure(CODE_TRIES, user.username, now=now)
    raise WrongCode


def _uses_up(row: Authenticator, *, code: str, now: datetime) -> bool:
    if row.type == Kind.RECOVERY_CODES:
        return bool(RecoveryCodes(row).validate_code(code))
    step = matching_step(decrypt(row.data["secret"]), code=code, now=now)
    if step is None or step <= row.data.get(LAST_STEP, -1):
        return False
    row.data[LAST_STEP] = step
    row.save(update_fields=["data"])
    return True


def matching_step(secret: str, *, code: str, now: datetime) -> int | None:
    """Give the period of 30 seconds this code belongs to, near now (RFC 6238)."""
    present = int(now.timestamp()) // app_settings.TOTP_PERIOD
    for step in range(present - DRIFT, present + DRIFT + 1):
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step))):
            return step
    return None


@transaction.atomic
def add_totp(user: User, *, secret: str, code: str, by: User, now: datetime) -> Authenticator:
    """Associate an application; refuse a wrong code (`WrongCode`) and a second application (`AlreadyAdded`)."""
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if Authenticator.objects.filter(user=user, type=Kind.TOTP).exists():
        raise AlreadyAdded
    step = matching_step(secret, code=code, now=now)
    if step is None:
        raise WrongCode
    row = TOTP.activate(user, secret).instance
    row.data[LAST_STEP] = step  # the code that proves the application opens no session
    row.save(update_fields=["data"])
    _added(user, by=by, kind=Kind.TOTP)
    return row


@transaction.atomic
def add_passkey(user: User, *, name: str, credential: dict[str, object], by: User) -> Authenticator:
    """Keep a passkey whose ceremony the form has verified."""
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    row = WebAuthn.add(user, name, credential).instance
    _added(user, by=by, kind=Kind.WEBAUTHN)
    return row


def _added(user: User, *, by: User, kind: str) -> None:
    RecoveryCodes.activate(user)
    record(events.SECOND_FACTOR_ADDED, by=by, subject=user, kind=str(kind))
    enqueue(second_factor_changed, user_id=str(user.pk), added=True)


@transaction.atomic
def remove_second_factor(row: Authenticator, *, by: User | OutsideActor) -> None:
    """Remove a factor; the recovery codes go with the last one."""
    user = User.objects.select_for_update(of=("self",)).get(pk=row.user_id)
    row.delete()
    if not second_factors_of(user).exists():
        Authenticator.objects.filter(user=user, type=Kind.RECOVERY_CODES).delete()
    record(events.SECOND_FACTOR_REMOVED, by=by, subject=user, kind=str(row.type))
    enqueue(second_factor_changed, user_id=str(user.pk), added=False)


@transaction.atomic
def renew_recovery_codes(user: User, *, by: User) -> None:
    """Replace the recovery codes; the former ones stop working."""
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    Authenticator.objects.filter(user=user, type=Kind.RECOVERY_CODES).delete()
    RecoveryCodes.activate(user)
    record(events.SECOND_FACTOR_ADDED, by=by, subject=user, kind=str(Kind.RECOVERY_CODES))
