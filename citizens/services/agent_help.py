"""What an agent does for a person who calls, without deciding anything in their place (screens.md A-11)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.agents import agent_of
from accounts.events import PASSWORD_RESET_ASKED
from accounts.models import User
from accounts.notifications import password_link_asked
from accounts.services import sign_in
from accounts.services.email_changes import cancel_change
from accounts.services.journal import record
from accounts.services.outbox import enqueue
from accounts.services.sessions import end_sessions
from accounts.states import USER_MOVES, Portal, UserState
from citizens import agent_events
from citizens.agent_help_notifications import (
    account_reactivated,
    account_suspended,
    account_unlocked,
    email_change_cancelled,
)
from citizens.creation_notifications import account_activated
from citizens.services.letter_posting import DESK
from clicsequr.kernel.errors import DomainError, NotAllowed


class NoMailAddress(DomainError):
    code = "help.no_address"
    message = _("Ce compte n’a pas d’adresse de courriel\u00a0: rien ne peut y être envoyé.")


class NotActive(DomainError):
    code = "help.not_active"
    message = _("Ce compte n’est pas actif\u00a0: cette aide ne peut pas être donnée. Revenez au dossier.")


class NothingWaits(DomainError):
    code = "help.nothing_waits"
    message = _("Aucun changement d’adresse n’est en attente. Revenez au dossier.")


@transaction.atomic
def unlock_person(user: User, *, by: User, reason: str, now: datetime) -> None:
    """Let a person try again at once from everywhere, and tell them; a second time changes nothing more."""
    account = _helped(user, by=by, states=(UserState.ACTIVE, UserState.CLOSING))
    sign_in.unlock_account(account, by=by, reason=reason)
    enqueue(account_unlocked, user_id=str(account.pk))


@transaction.atomic
def resend_activation(user: User, *, by: User, reason: str, now: datetime) -> None:
    """Owe the mail that confirms the account again (N-01), to the address on file."""
    account = _reachable(user, by=by)
    record(agent_events.ACTIVATION_RESENT, by=by, subject=account, reason=reason)
    enqueue(account_activated, user_id=str(account.pk))


@transaction.atomic
def send_recovery_link(user: User, *, by: User, reason: str, now: datetime) -> None:
    """Owe the mail with a link to choose a new password (R-03), to the address on file; the agent never sees it."""
    account = _reachable(user, by=by)
    record(PASSWORD_RESET_ASKED, by=by, subject=account, reason=reason)
    enqueue(password_link_asked, user_id=str(account.pk))


@transaction.atomic
def cancel_email_change(user: User, *, by: User, reason: str, now: datetime) -> None:
    """Stop the change of address that waits, and tell the present address; refuse when none waits."""
    account = _helped(user, by=by, states=tuple(UserState))
    if not cancel_change(account, by=by, now=now, reason=reason):
        raise NothingWaits
    enqueue(email_change_cancelled, user_id=str(account.pk))


@transaction.atomic
def suspend_account(user: User, *, by: User, reason: str, now: datetime) -> None:
    """Close the account to everybody until an agent reactivates it; its sessions end and its owner is told why."""
    account = _helped(user, by=by, states=tuple(UserState))
    account.state = USER_MOVES.check(account.state, UserState.SUSPENDED)
    account.save(update_fields=["state"])
    end_sessions(account)
    record(agent_events.ACCOUNT_SUSPENDED, by=by, subject=account, reason=reason)
    enqueue(account_suspended, user_id=str(account.pk), reason=reason)


@transaction.atomic
def reactivate_account(user: User, *, by: User, reason: str, now: datetime) -> None:
    """Give a suspended account back to its owner, who is told why; refuse one that is not suspended."""
    account = _helped(user, by=by, states=(UserState.SUSPENDED,))
    account.state = USER_MOVES.check(account.state, UserState.ACTIVE)
    account.save(update_fields=["state"])
    record(agent_events.ACCOUNT_REACTIVATED, by=by, subject=account, reason=reason)
    enqueue(account_reactivated, user_id=str(account.pk), reason=reason)


def _helped(user: User, *, by: User, states: tuple[UserState, ...]) -> User:
    """Lock a citizen's account for an agent of the desk."""
    if not agent_of(by).has_role(*DESK):
        raise NotAllowed
    account = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if account.portal != Portal.CITIZENS:
        raise NotAllowed
    if account.state not in states:
        raise NotActive
    return account


def _reachable(user: User, *, by: User) -> User:
    account = _helped(user, by=by, states=(UserState.ACTIVE,))
    if not account.email:
        raise NoMailAddress
    return account
