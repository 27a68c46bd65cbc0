"""A draft of an account: started, answered step by step, put aside, refused or left too long."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import OutsideActor
from accounts.drafts import write_answers
from accounts.request_context import current_origin
from accounts.services.journal import record
from accounts.services.outbox import enqueue
from accounts.services.throttles import Limit, check_throttles, count_failure, take_turn
from citizens import creation_events as events
from citizens.creation_notifications import creation_saved
from citizens.models import AccountCreation
from citizens.queries.creations import drafts_to_purge, is_user_code_taken
from citizens.rules.creation import chosen_questions
from citizens.rules.phrase import PhraseFault, normalise_phrase
from citizens.services.security_options import QuestionTaken, UnfitPhrase
from citizens.states import CreationState
from citizens.steps import CLEARS, QUESTION_STEPS, Step
from clicsequr.kernel.errors import AlreadyDone, DomainError
from clicsequr.kernel.references import new_reference
from ministry_services.models import OnlineService

REFERENCE_PREFIX = "CRE"
# A code that is not free tells that an account exists. One draft asks a few times. One place learns of a few accounts,
# then of one in five minutes; codes that are free do not count there: a library, a telephone network are one place.
CODES_OF_A_CREATION = Limit(
    "creation.codes", tries=15, first_wait=timedelta(minutes=10), forget_after=timedelta(hours=1)
)
CODES_OF_AN_ADDRESS = Limit(
    "creation.codes_of_address",
    tries=100,
    first_wait=timedelta(minutes=1),
    longest_wait=timedelta(minutes=5),
    forget_after=timedelta(hours=1),
)


class UserCodeTaken(DomainError):
    code = "creation.user_code_taken"
    message = _("Ce code n’est pas disponible. Choisissez-en un autre")


class PasswordIsPhrase(DomainError):
    code = "creation.password_is_phrase"
    message = _("Votre phrase personnelle est montrée à l’écran\u00a0: choisissez un autre mot de passe")


@transaction.atomic
def start_creation(
    *, service: OnlineService | None, next_address: str, language: str, now: datetime, by: OutsideActor
) -> AccountCreation:
    """Open a draft for the service one came for; the browser's session keeps its id, and nothing else leads to it."""
    creation = AccountCreation.objects.create(
        reference=new_reference(REFERENCE_PREFIX, on=timezone.localdate(now)),
        service=service,
        next_address=next_address,
        language=language,
        created_at=now,
        updated_at=now,
    )
    record(events.CREATION_STARTED, by=by, subject=creation)
    return creation


def lock_draft(creation_id: UUID) -> AccountCreation:
    """Take the draft for this transaction; refuse (`AlreadyDone`) once the account is made."""
    creation = AccountCreation.objects.select_for_update(of=("self",)).select_related("service").get(pk=creation_id)
    if creation.state != CreationState.DRAFT:
        raise AlreadyDone
    return creation


@transaction.atomic
def save_answers(
    creation_id: UUID, *, step: Step, answers: dict[str, Any], version: int, now: datetime, by: OutsideActor
) -> AccountCreation:
    """Keep the answers of one step and clear what they make void.

    The same answers twice change nothing; refuse (`StaleState`) new ones typed on a page older than the draft.
    """
    creation = lock_draft(creation_id)
    if write_answers(creation, answers=answers, clears=CLEARS, version=version, now=now):
        record(events.CREATION_STEP_SAVED, by=by, subject=creation, step=step)
    return creation


def choose_user_code(
    creation_id: UUID, *, user_code: str, version: int, now: datetime, by: OutsideActor
) -> AccountCreation:
    """Keep the code of the account to be, not reserved before its end; refuse (`UserCodeTaken`) one that is not free.

    The questions are counted, and `Throttled` past many: the view catches the refusals, so that the counts stay.
    """
    address = current_origin.get().network
    with transaction.atomic():
        take_turn(CODES_OF_AN_ADDRESS, address)
        checks = [(CODES_OF_A_CREATION, str(creation_id)), (CODES_OF_AN_ADDRESS, address)]
        check_throttles(checks, now=now)
        count_failure(CODES_OF_A_CREATION, str(creation_id), now=now)
        is_taken = is_user_code_taken(user_code)
        if is_taken:
            count_failure(CODES_OF_AN_ADDRESS, address, now=now)
    if is_taken:
        raise UserCodeTaken
    answers = {"user_code": user_code}
    return save_answers(creation_id, step=Step.USER_CODE, answers=answers, version=version, now=now, by=by)


def hash_password(creation: AccountCreation, *, password: str) -> str:
    """Give the hash that the sealed cookie carries to the end; refuse (`PasswordIsPhrase`) what the page shows."""
    if normalise_phrase(password) == creation.phrase:
        raise PasswordIsPhrase
    return make_password(password)


def choose_creation_phrase(
    creation_id: UUID, *, phrase: str, password_hash: str, version: int, now: datetime, by: OutsideActor
) -> AccountCreation:
    """Keep the phrase, sealed; refuse (`UnfitPhrase`) one that is the password, where its hash is at hand."""
    if password_hash and check_password(phrase, password_hash):
        raise UnfitPhrase(PhraseFault.PASSWORD)
    answers = {"phrase": phrase}
    return save_answers(creation_id, step=Step.PHRASE, answers=answers, version=version, now=now, by=by)


@transaction.atomic
def choose_creation_question(
    creation_id: UUID, *, position: int, question: str, version: int, now: datetime, by: OutsideActor
) -> AccountCreation:
    """Keep the question of one of the four places; refuse (`QuestionTaken`) one that another place holds."""
    chosen = chosen_questions(lock_draft(creation_id))
    chosen[position - 1] = question
    if chosen.count(question) > 1:
        raise QuestionTaken
    step, answers = QUESTION_STEPS[position - 1], {"questions": json.dumps(chosen)}
    return save_answers(creation_id, step=step, answers=answers, version=version, now=now, by=by)


@transaction.atomic
def pause_creation(creation_id: UUID, *, language: str, now: datetime, by: OutsideActor) -> AccountCreation:
    """Put the draft aside and mail its reference (N-11); without an address nothing is sent."""
    creation = lock_draft(creation_id)
    creation.language = language
    creation.version += 1
    creation.updated_at = now
    creation.save(update_fields=["language", "version", "updated_at"])
    record(events.CREATION_PAUSED, by=by, subject=creation)
    if creation.is_resumable:
        enqueue(creation_saved, creation_id=str(creation.pk))
    return creation


@transaction.atomic
def abandon_creation(creation_id: UUID, *, by: OutsideActor) -> None:
    """Erase the draft of who refuses the conditions (C-16); refuse (`AlreadyDone`) once the account is made."""
    creation = lock_draft(creation_id)
    record(events.CREATION_ABANDONED, by=by, subject=creation)
    creation.delete()


@transaction.atomic
def purge_creation(creation_id: UUID, *, now: datetime, by: OutsideActor) -> bool:
    """Delete a draft left for more than seven days. False when it is not due."""
    draft = drafts_to_purge(now=now).filter(pk=creation_id).select_for_update(of=("self",)).first()
    if draft is None:
        return False
    record(events.CREATION_EXPIRED, by=by, subject=draft)
    draft.delete()
    return True
