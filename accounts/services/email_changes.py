"""Changes of address that the former address can undo, or stop, for 48 hours (screens.md K-03, R-05)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from accounts import events
from accounts.actors import SYSTEM, OutsideActor
from accounts.email_change_notifications import email_change_announced, email_changed
from accounts.models import EmailChange, User
from accounts.queries.email_changes import due_changes
from accounts.services.journal import record
from accounts.services.outbox import enqueue
from accounts.services.protection import protect_account
from accounts.services.sessions import end_sessions
from accounts.states import UserState
from clicsequr.kernel.errors import DomainError

BATCH = 100


class UndoRefused(DomainError):
    """Why the link of a change of address no longer serves."""


class ChangeUnknown(UndoRefused):
    code = "email_change.unknown"
    message = _("Cette adresse est incomplète ou inexacte. Ouvrez le lien du courriel que nous vous avons envoyé.")


class ChangeUndone(UndoRefused):
    code = "email_change.undone"
    message = _("Ce changement d’adresse est déjà annulé. Vous n’avez rien d’autre à faire.")


class UndoTooLate(UndoRefused):
    code = "email_change.too_late"
    message = _("Le délai pour annuler ce changement d’adresse est passé. Téléphonez-nous tout de suite.")


@transaction.atomic
def take_address(user: User, *, email: str, by: User, now: datetime) -> User:
    """Change the address at once; the former one may undo it for 48 hours, and both are told (N-12)."""
    locked = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    _give_up_waiting(locked, now=now)
    change = EmailChange.objects.create(
        user=locked,
        former_email=locked.email,
        new_email=email,
        asked_at=now,
        takes_effect_at=now,
        undo_until=now + timedelta(hours=settings.EMAIL_UNDO_HOURS),
        done_at=now,
    )
    locked.email = email
    locked.save(update_fields=["email"])
    _note_change(change, by=by)
    return locked


@transaction.atomic
def give_address(user: User, *, email: str, by: User, now: datetime) -> User:
    """Change the address of an account that somebody else keeps (U-03); both are told, neither can undo it.

    Nobody has proven the former address, which may be a slip: it gets no power over the account, and the links sent
    to it serve no more.
    """
    changed = take_address(user, email=email, by=by, now=now)
    changed.email_changes.filter(asked_at=now).update(undo_until=now)
    changed.password_resets.filter(used_at=None, expires_at__gt=now).update(expires_at=now)
    return changed


@transaction.atomic
def ask_delayed_change(user: User, *, email: str, by: User | OutsideActor, now: datetime) -> EmailChange:
    """Owe a new address after 48 hours unless the former one says no (R-05); a change that waits gives way to it."""
    locked = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    _give_up_waiting(locked, now=now)
    effect = now + timedelta(hours=settings.EMAIL_UNDO_HOURS)
    change = EmailChange.objects.create(
        user=locked,
        former_email=locked.email,
        new_email=email,
        asked_at=now,
        takes_effect_at=effect,
        undo_until=effect,
    )
    record(events.EMAIL_CHANGE_ASKED, by=by, subject=locked)
    enqueue(email_change_announced, email_change_id=str(change.pk))
    return change


def usable_undo(change: EmailChange | None, *, now: datetime) -> EmailChange:
    """Give the change back while its link serves; refuse (`UndoRefused`) and say why."""
    if change is None:
        raise ChangeUnknown
    if change.undone_at is not None:
        raise ChangeUndone
    if change.undo_until <= now:
        raise UndoTooLate
    return change


@transaction.atomic
def undo_change(change: EmailChange, *, by: User | OutsideActor, now: datetime) -> EmailChange:
    """Do what the former address asks: stop a change that waits, or restore the address of one that was made.

    Who made a change knew the password: the account is protected too, and later changes are undone with this one.
    Refuses (`UndoRefused`) an undone change, and one whose 48 hours are over.
    """
    account = User.objects.select_for_update(of=("self",)).get(pk=change.user_id)
    locked = EmailChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    usable_undo(locked, now=now)
    account.email_changes.filter(asked_at__gte=locked.asked_at, undone_at=None).update(undone_at=now)
    record(events.EMAIL_CHANGE_UNDONE, by=by, subject=account)
    if locked.done_at is not None:
        account.email = locked.former_email
        account.save(update_fields=["email"])
        protect_account(account, by=by)
    locked.undone_at = now
    return locked


@transaction.atomic
def cancel_change(user: User, *, by: User, now: datetime, reason: str = "") -> bool:
    """Give up the change that waits, as its owner asks; harmless, and False, when none waits any more."""
    locked = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    was_waiting = bool(_give_up_waiting(locked, now=now))
    if was_waiting:
        record(events.EMAIL_CHANGE_UNDONE, by=by, subject=locked, reason=reason)
    return was_waiting


def apply_due_changes(*, now: datetime) -> int:
    """Make the changes whose 48 hours have passed, each in its own transaction; give how many were made."""
    return sum(_apply(change, now=now) for change in list(due_changes(now=now)[:BATCH]))


@transaction.atomic
def _apply(change: EmailChange, *, now: datetime) -> bool:
    account = User.objects.select_for_update(of=("self",)).get(pk=change.user_id)
    # It may have been erased or undone while this one waited for the account.
    locked = due_changes(now=now).select_for_update(of=("self",)).filter(pk=change.pk).first()
    if locked is None:
        return False
    # Suspended because somebody else may be at work: the address stays, and its owner asks again afterwards.
    if account.state in {UserState.CLOSED, UserState.SUSPENDED}:
        locked.undone_at = now
        locked.save(update_fields=["undone_at"])
        record(events.EMAIL_CHANGE_UNDONE, by=SYSTEM, subject=account)
        return False
    locked.done_at, locked.user = now, account
    locked.save(update_fields=["done_at"])
    account.email = locked.new_email
    account.save(update_fields=["email"])
    # Whoever held the former mailbox may hold a session too (screens.md R-05).
    end_sessions(account)
    _note_change(locked, by=SYSTEM)
    return True


def _give_up_waiting(account: User, *, now: datetime) -> int:
    return account.email_changes.filter(done_at=None, undone_at=None).update(undone_at=now)


def _note_change(change: EmailChange, *, by: User | OutsideActor) -> None:
    record(events.EMAIL_CHANGED, by=by, subject=change.user)
    for whom in ("former", "new"):
        enqueue(email_changed, email_change_id=str(change.pk), whom=whom)
    # A portal may have somebody to tell; it is above this application, so a setting names its handler.
    if witness := settings.EMAIL_CHANGE_WITNESSES.get(change.user.portal):
        enqueue(import_string(witness), user_id=str(change.user_id))
