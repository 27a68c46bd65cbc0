"""Choose a new password: by its owner, in place of a temporary one, or through a link."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import events
from accounts.models import User
from accounts.notifications import password_changed
from accounts.services.journal import record
from accounts.services.outbox import enqueue
from accounts.services.throttles import forget_all_about
from clicsequr.kernel.errors import DomainError


class SamePassword(DomainError):
    code = "password.same"
    message = _("Choisissez un mot de passe différent de celui que vous avez maintenant")


@transaction.atomic
def change_password(user: User, *, password: str, by: User, reason: str = "") -> User:
    """Set a password its owner chose; refuse the present one. Every other session ends; the owner is told (N-06).

    Whoever proved to be the owner may try again at once: the failures counted before are forgotten.
    """
    locked = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if locked.check_password(password):
        raise SamePassword
    locked.set_password(password)
    locked.password_expires_at = None
    locked.save(update_fields=["password", "password_expires_at"])
    forget_all_about(locked.username)
    record(events.PASSWORD_CHANGED, by=by, subject=locked, reason=reason)
    enqueue(password_changed, user_id=str(locked.pk))
    return locked


@transaction.atomic
def set_temporary_password(user: User, *, password: str, until: datetime, by: User) -> User:
    """Set a password that its owner must replace at the first sign-in, before `until` (screens.md S-05, U-08)."""
    locked = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    locked.set_password(password)
    locked.password_expires_at = until
    locked.save(update_fields=["password", "password_expires_at"])
    forget_all_about(locked.username)
    record(events.PASSWORD_CHANGED, by=by, subject=locked, reason="temporary")
    enqueue(password_changed, user_id=str(locked.pk))
    return locked
