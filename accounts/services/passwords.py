"""Choose a new password: by its owner, in place of a temporary one, or through a link."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts import events
from accounts.models import User
from accounts.notifications import password_changed
from accounts.services.journal import record
from accounts.services.outbox import enqueue
from accounts.services.sessions import end_sessions
from accounts.services.throttles import (
    Limit,
    check_throttle,
    count_failure,
    forget_all_about,
    forget_failures,
    take_turn,
)
from clicsequr.kernel.errors import DomainError

CONFIRMATION = Limit("password.confirmation", tries=5, first_wait=timedelta(minutes=30))


class SamePassword(DomainError):
    code = "password.same"
    message = _("Choisissez un mot de passe différent de celui que vous avez maintenant")


class WrongPassword(DomainError):
    code = "password.wrong"
    message = _("Mot de passe inexact")


def confirm_password(user: User, *, password: str, source: str, now: datetime) -> None:
    """Check that the person at the keyboard is still the owner (X-12); refuse `WrongPassword`, counted, or `Throttled`.

    The count must outlive the refusal: the view catches it, so that its transaction commits.
    """
    take_turn(CONFIRMATION, user.username, source)
    check_throttle(CONFIRMATION, user.username, source, now=now)
    if not user.check_password(password):
        count_failure(CONFIRMATION, user.username, source, now=now)
        raise WrongPassword
    forget_failures(CONFIRMATION, user.username, source)


@transaction.atomic
def change_password(user: User, *, password: str, by: User, reason: str = "", session_key: str = "") -> User:
    """Set a password its owner chose; refuse the present one. Every session but that of `session_key` ends; the owner
    is told (N-06).

    Whoever proved to be the owner may try again at once: the failures counted before are forgotten.
    """
    locked = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if locked.check_password(password):
        raise SamePassword
    locked.set_password(password)
    locked.password_expires_at = None
    locked.save(update_fields=["password", "password_expires_at"])
    end_sessions(locked, except_key=session_key)
    forget_all_about(locked.username)
    record(events.PASSWORD_CHANGED, by=by, subject=locked, reason=reason)
    enqueue(password_changed, user_id=str(locked.pk))
    return locked


@transaction.atomic
def set_temporary_password(user: User, *, password: str, until: datetime, by: User) -> User:
    """Set a password that its owner must replace at the first sign-in, before `until` (screens.md S-05, U-08).

    The links sent so far, to whatever address, serve no more.
    """
    locked = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    locked.set_password(password)
    locked.password_expires_at = until
    locked.save(update_fields=["password", "password_expires_at"])
    locked.password_resets.filter(used_at=None).update(expires_at=Now())
    end_sessions(locked)
    forget_all_about(locked.username)
    record(events.PASSWORD_CHANGED, by=by, subject=locked, reason="temporary")
    enqueue(password_changed, user_id=str(locked.pk))
    return locked
