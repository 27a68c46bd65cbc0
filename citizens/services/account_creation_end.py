"""The end of a creation (C-18): from a complete draft to an active account, in one transaction."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import OutsideActor
from accounts.models import AllocatedUserCode, User
from accounts.queries.terms import current_terms
from accounts.services.journal import record
from accounts.services.outbox import enqueue
from accounts.services.terms import accept_terms
from accounts.states import USER_MOVES, Portal, UserState
from citizens import creation_events as events
from citizens.creation_notifications import account_activated
from citizens.models import AccountCreation
from citizens.rules.answers import QUESTIONS
from citizens.rules.creation import CreationAnswers, TypedSecrets
from citizens.services.account_creation import UserCodeTaken
from citizens.services.identity import keep_proof
from citizens.services.security_options import choose_security_options
from citizens.states import CREATION_MOVES, CreationState
from citizens.steps import JOURNEY, Step
from clicsequr.kernel.errors import DomainError, StaleState

if TYPE_CHECKING:
    from citizens.identity_check import Proven

_UNIQUE = {"user_code_allocated_once", "user_code_unique_per_portal", "accounts_user_username_key"}


class IncompleteCreation(DomainError):
    code = "creation.incomplete"
    message = _("Il manque une réponse. Donnez-la, puis créez votre compte.")


class TermsChanged(DomainError):
    code = "creation.terms_changed"
    message = _("Les conditions d’utilisation ont changé. Lisez la nouvelle version, puis acceptez-la pour continuer.")


@transaction.atomic
def complete_creation(
    creation_id: UUID,
    *,
    secrets: TypedSecrets,
    proof: "Proven | None",
    version: int,
    now: datetime,
    by: OutsideActor,
) -> AccountCreation:
    """Make the account, active at once, with all that was chosen; a second call gives the first's result.

    Refuses a draft that is incomplete or changed meanwhile, terms no longer in force (`TermsChanged`), a code taken
    meanwhile (`UserCodeTaken`), a person who has an account (`PersonHasAccount`); nothing of the draft is lost.
    """
    rows = AccountCreation.objects.select_for_update(of=("self",)).select_related("service", "user")
    creation = rows.get(pk=creation_id)
    if creation.state != CreationState.DRAFT:
        return creation
    answers = CreationAnswers(creation, secrets, is_proven=proof is not None)
    if JOURNEY.first_incomplete(answers) != Step.CHECK:
        raise IncompleteCreation
    if creation.version != version:
        raise StaleState
    terms = current_terms(Portal.CITIZENS, on=timezone.localdate(now))
    if terms is None or terms.number != creation.terms_number:
        raise TermsChanged
    user = _user_of(creation, secrets)
    _keep_options(user, creation, secrets)
    if proof is not None and answers.asks_proof:
        keep_proof(user, reference=proof.reference, method=proof.method, by=user, now=proof.verified_at)
    accept_terms(user, version=terms, by=user)
    _activate(user)
    _close_draft(creation, user=user, now=now)
    record(events.ACCOUNT_CREATED, by=by, subject=user, creation=creation.reference)
    enqueue(account_activated, user_id=str(user.pk))
    return creation


def _user_of(creation: AccountCreation, secrets: TypedSecrets) -> User:
    """Make the account; its code is given out for ever from now on (architecture.md 2.11)."""
    try:
        with transaction.atomic():
            AllocatedUserCode.objects.create(portal=Portal.CITIZENS, user_code=creation.user_code)
            return User.objects.create(
                portal=Portal.CITIZENS,
                user_code=creation.user_code,
                username=f"{Portal.CITIZENS}:{creation.user_code}",
                state=UserState.PENDING,
                email=creation.email,
                language=creation.message_language,
                password=secrets.password_hash,
            )
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") not in _UNIQUE:
            raise
        raise UserCodeTaken from error


def _keep_options(user: User, creation: AccountCreation, secrets: TypedSecrets) -> None:
    answers = [secrets.answers[position] for position in range(1, QUESTIONS + 1)]
    # While it is pending: an account being created has nothing to be told of.
    choose_security_options(user, image=creation.image, phrase=creation.phrase or "", answers=answers, by=user)


def _activate(user: User) -> None:
    user.state = USER_MOVES.check(user.state, UserState.ACTIVE)
    user.save(update_fields=["state"])


def _close_draft(creation: AccountCreation, *, user: User, now: datetime) -> None:
    """End the draft; what it held is the account's from now on, and only there."""
    creation.state = CREATION_MOVES.check(creation.state, CreationState.COMPLETED)
    creation.user, creation.updated_at = user, now
    creation.version += 1
    creation.user_code = creation.email = creation.image = ""
    creation.phrase = creation.questions = None
    creation.save(
        update_fields=[
            "state", "user", "updated_at", "version", "user_code", "email", "image", "phrase", "questions",
        ]
    )  # fmt: skip
