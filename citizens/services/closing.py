"""Close an account, take it back within thirty days, erase what it held after (screens.md K-05)."""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import OutsideActor
from accounts.models import EmailChange, EmailCode, PasswordReset, SecureMessage, User
from accounts.services.journal import record
from accounts.services.outbox import enqueue
from accounts.services.sessions import end_sessions
from accounts.services.throttles import forget_all_about
from accounts.states import USER_MOVES, Portal, UserState
from citizens import account_events
from citizens.closing_notifications import account_closing, account_reopened
from citizens.models import AccountClosure, AccountCreation, CitizenProfile, IdentityProof
from clicsequr.kernel.errors import DomainError, NotAllowed
from ministry_services.models import Authorization, Consent, PairwiseSubject

# What names the person; the code stays, so that nobody ever gets it again (architecture.md 2.11).
ERASED_FIELDS = ("first_name", "last_name", "email", "phone")


class ReopeningRefused(DomainError):
    """Why a link, or a sign-in, no longer takes a closing back."""


class ReopeningUnknown(ReopeningRefused):
    code = "closing.unknown"
    message = _("Cette adresse est incomplète ou inexacte. Ouvrez le lien du courriel que nous vous avons envoyé.")


class AlreadyReopened(ReopeningRefused):
    code = "closing.taken_back"
    message = _("Ce compte est déjà rouvert. Ouvrez une session comme d’habitude.")


class ReopeningTooLate(ReopeningRefused):
    code = "closing.too_late"
    message = _(
        "Le délai pour garder ce compte est passé\u00a0: ses renseignements sont effacés. Créez-en un autre au besoin."
    )


@transaction.atomic
def close_account(user: User, *, by: User, now: datetime) -> AccountClosure:
    """Close at once for everybody and every session, for good after thirty days; the owner gets the link that takes
    it back. Refuses another portal's account (`NotAllowed`) and one that is not active (`IllegalMove`).
    """
    locked = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if locked.portal != Portal.CITIZENS:
        raise NotAllowed
    locked.state = USER_MOVES.check(locked.state, UserState.CLOSING)
    locked.save(update_fields=["state"])
    closure = AccountClosure.objects.create(
        user=locked, asked_at=now, ends_at=now + timedelta(days=settings.CLOSURE_UNDO_DAYS)
    )
    end_sessions(locked)
    record(account_events.CLOSING_ASKED, by=by, subject=locked)
    enqueue(account_closing, closure_id=str(closure.pk))
    return closure


def usable_reopening(closure: AccountClosure | None, *, now: datetime) -> AccountClosure:
    """Give the closing back while it can be taken back; refuse (`ReopeningRefused`) and say why."""
    if closure is None:
        raise ReopeningUnknown
    if closure.taken_back_at is not None:
        raise AlreadyReopened
    if closure.erased_at is not None or closure.ends_at <= now:
        raise ReopeningTooLate
    return closure


@transaction.atomic
def reopen_account(closure: AccountClosure, *, by: User, now: datetime) -> User:
    """Take a closing back: the account is as it was. Refuses one taken back already, or whose time is over."""
    account = User.objects.select_for_update(of=("self",)).get(pk=closure.user_id)
    locked = AccountClosure.objects.select_for_update(of=("self",)).get(pk=closure.pk)
    usable_reopening(locked, now=now)
    account.state = USER_MOVES.check(account.state, UserState.ACTIVE)
    account.save(update_fields=["state"])
    locked.taken_back_at = now
    locked.save(update_fields=["taken_back_at"])
    record(account_events.ACCOUNT_REOPENED, by=by, subject=account)
    enqueue(account_reopened, user_id=str(account.pk))
    return account


@transaction.atomic
def erase_account(closure: AccountClosure, *, by: User | OutsideActor, now: datetime) -> bool:
    """Close for good and erase what names the person and proves who they are; False when it is not due any more.

    The row stays with its code, and the journal stays: both say that an account was, not whose.
    """
    account = User.objects.select_for_update(of=("self",)).get(pk=closure.user_id)
    locked = AccountClosure.objects.select_for_update(of=("self",)).get(pk=closure.pk)
    if locked.taken_back_at or locked.erased_at or locked.ends_at > now:
        return False
    account.state = USER_MOVES.check(account.state, UserState.CLOSED)
    for field in ERASED_FIELDS:
        setattr(account, field, "")
    account.set_unusable_password()
    account.save(update_fields=["state", "password", *ERASED_FIELDS])
    _erase_rows(account)
    locked.erased_at = now
    locked.save(update_fields=["erased_at"])
    record(account_events.ACCOUNT_ERASED, by=by, subject=account)
    return True


def _erase_rows(account: User) -> None:
    end_sessions(account)
    forget_all_about(account.username)
    EmailCode.objects.filter(subject_id=str(account.pk)).delete()
    of_account = (CitizenProfile, IdentityProof, AccountCreation, Authenticator, EmailChange, PasswordReset)
    for model in (*of_account, Authorization, Consent, PairwiseSubject):
        model.objects.filter(user=account).delete()
    SecureMessage.objects.filter(recipient=account).delete()
