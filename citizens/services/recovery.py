"""Recover what a citizen lost, on more than one proof (screens.md R-02 to R-05): never a question alone."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import VISITOR, OutsideActor
from accounts.models import EmailChange, EmailCode, User
from accounts.services.email_changes import ask_delayed_change
from accounts.services.email_codes import check_email_code, send_email_code
from accounts.services.journal import record
from accounts.services.outbox import enqueue
from accounts.services.sessions import end_sessions
from accounts.services.throttles import forget_all_about
from citizens import recovery_events as events
from citizens.queries.identity import accounts_of
from citizens.queries.recovery import proven_person
from citizens.recovery_notifications import user_code_shown
from citizens.rules.recovery import is_owner, may_change_email, may_choose_options
from citizens.services.security_options import choose_security_options
from clicsequr.kernel.errors import DomainError

NEW_EMAIL = "recovery.email"


class NotTheOwner(DomainError):
    """One sentence for an account of another person and for one without a proof."""

    code = "recovery.not_the_owner"
    message = _(
        "L’identité que vous avez prouvée ne permet pas de récupérer ce compte. "
        "Essayez une autre façon, ou téléphonez-nous."
    )


@transaction.atomic
def show_user_codes(reference: UUID, *, by: User | OutsideActor) -> list[str]:
    """Give the codes of the person who has just proven to be `reference`; each account is told (R-02)."""
    accounts = list(accounts_of(reference))
    for account in accounts:
        record(events.USER_CODES_SHOWN, by=by, subject=account)
        enqueue(user_code_shown, user_id=str(account.pk))
    return [account.user_code for account in accounts]


def confirm_owner(user: User, *, reference: UUID, by: User | OutsideActor) -> None:
    """Accept the person this account was proven for, for a new password (R-03); refuse any other (`NotTheOwner`).

    It writes the journal alone, refusals included: the page that gives the result of a check is a read.
    """
    if not is_owner(proven_person(user), proven=reference):
        record(events.OWNER_REFUSED, by=VISITOR, subject=user)
        raise NotTheOwner
    note_owner(user, means="identity", by=by)


def note_owner(user: User, *, means: str, by: User | OutsideActor) -> None:
    """Record what the owner of a password link showed besides it: an answer, a second factor, an identity."""
    record(events.OWNER_CONFIRMED, by=by, subject=user, means=means)


@transaction.atomic
def recover_options(
    user: User,
    *,
    image: str,
    phrase: str,
    answers: Sequence[tuple[str, str]],
    reference: UUID | None,
    session_key: str = "",
    by: User,
) -> User:
    """Choose image, phrase and questions anew (R-04); every session but `session_key` ends, the owner is told.

    `reference` is the person proven just before, `session_key` the open session of an account without a proof. Refuses
    (`NotTheOwner`) what `may_choose_options` does, and each choice as `choose_security_options` does.
    """
    locked = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    kept = proven_person(locked)
    if not may_choose_options(
        locked.state,
        is_proven=kept is not None,
        is_owner_proven=reference is not None and is_owner(kept, proven=reference),
        is_signed_in=bool(session_key),
    ):
        raise NotTheOwner
    choose_security_options(locked, image=image, phrase=phrase, answers=answers, by=by)
    end_sessions(locked, except_key=session_key)
    # Whoever proved to be the owner may answer at once: the failures counted before are forgotten.
    forget_all_about(locked.username)
    record(events.OPTIONS_RECOVERED, by=by, subject=locked)
    return locked


@transaction.atomic
def ask_new_email(user: User, *, email: str, by: User, now: datetime) -> EmailCode:
    """Send a code to an address that its owner wants for the account; refuse (`Throttled`) too many."""
    return send_email_code(NEW_EMAIL, subject_id=user.pk, email=email, language=user.language, now=now)


def take_new_email(user: User, *, reference: UUID, digits: str, by: User, now: datetime) -> EmailChange:
    """Owe the confirmed address to the account after the delay (R-05); refuse who is not its person (`NotTheOwner`).

    Refuses a wrong or old code too, counted: the view catches it, so that its transaction commits.
    """
    # Outside the transaction below: a wrong try stays counted.
    code = check_email_code(NEW_EMAIL, subject_id=user.pk, digits=digits, now=now)
    with transaction.atomic():
        locked = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
        if not may_change_email(locked.state) or not is_owner(proven_person(locked), proven=reference):
            raise NotTheOwner
        return ask_delayed_change(locked, email=code.email, by=by, now=now)
