"""A draft of registration: started, answered step by step, put aside and taken up again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone

from accounts.actors import OutsideActor
from accounts.drafts import write_answers
from accounts.services.journal import record
from accounts.services.outbox import enqueue
from accounts.services.user_codes import allocate_user_code
from accounts.states import Portal
from clicsequr.kernel.errors import AlreadyDone
from clicsequr.kernel.references import new_reference
from enterprises import events
from enterprises.models import Registration
from enterprises.registration_notifications import registration_saved
from enterprises.states import RegistrationState
from enterprises.steps import CLEARS, Step

REFERENCE_PREFIX = "INS"
_RSE_FIELDS = ("first_name", "last_name", "phone", "email")


@transaction.atomic
def start_registration(*, language: str, now: datetime, by: OutsideActor) -> Registration:
    """Open a draft; the browser's session keeps its id, and nothing else leads to it."""
    registration = Registration.objects.create(
        reference=new_reference(REFERENCE_PREFIX, on=timezone.localdate(now)),
        language=language,
        created_at=now,
        updated_at=now,
    )
    record(events.REGISTRATION_STARTED, by=by, subject=registration)
    return registration


def lock_draft(registration_id: UUID) -> Registration:
    """Take the draft for this transaction; refuse (`AlreadyDone`) once it is submitted."""
    registration = Registration.objects.select_for_update(of=("self",)).get(pk=registration_id)
    if registration.state != RegistrationState.DRAFT:
        raise AlreadyDone
    return registration


@transaction.atomic
def save_answers(
    registration_id: UUID, *, step: Step, answers: dict[str, Any], version: int, now: datetime, by: OutsideActor
) -> Registration:
    """Keep the answers of one step and clear what they make void.

    The same answers twice change nothing; refuse (`StaleState`) new ones typed on a page older than the draft.
    """
    registration = lock_draft(registration_id)
    if write_answers(registration, answers=answers, clears=CLEARS, version=version, now=now):
        record(events.REGISTRATION_STEP_SAVED, by=by, subject=registration, step=step)
    return registration


@transaction.atomic
def save_representative(
    registration_id: UUID, *, answers: dict[str, Any], version: int, now: datetime, by: OutsideActor
) -> Registration:
    """Keep the authorized representative, who stays the RSE where they were said to be the same person."""
    registration = lock_draft(registration_id)
    if registration.rse_is_representative:
        answers = answers | {f"rse_{field}": answers[f"representative_{field}"] for field in _RSE_FIELDS}
    return save_answers(registration_id, step=Step.REPRESENTATIVE, answers=answers, version=version, now=now, by=by)


@transaction.atomic
def save_rse(
    registration_id: UUID, *, is_representative: bool, version: int, now: datetime, by: OutsideActor
) -> Registration:
    """Keep who is the RSE, and give them a user code the first time (architecture.md 2.11)."""
    registration = lock_draft(registration_id)
    answers: dict[str, Any] = {"rse_is_representative": is_representative}
    if is_representative:
        answers |= {f"rse_{field}": getattr(registration, f"representative_{field}") for field in _RSE_FIELDS}
    elif registration.rse_is_representative:
        answers |= {f"rse_{field}": "" for field in _RSE_FIELDS}
    if not registration.user_code:
        answers["user_code"] = allocate_user_code(Portal.ENTERPRISES)
    return save_answers(registration_id, step=Step.RSE, answers=answers, version=version, now=now, by=by)


@transaction.atomic
def choose_password(
    registration_id: UUID, *, password: str, version: int, now: datetime, by: OutsideActor
) -> Registration:
    """Keep the hash of the chosen password until the submission; the same password twice changes nothing."""
    registration = lock_draft(registration_id)
    kept = registration.password_hash
    password_hash = kept if kept and check_password(password, kept) else make_password(password)
    return save_answers(
        registration_id, step=Step.PASSWORD, answers={"password_hash": password_hash}, version=version, now=now, by=by
    )


@transaction.atomic
def pause_registration(registration_id: UUID, *, language: str, now: datetime, by: OutsideActor) -> Registration:
    """Put the draft aside: forget the password, mail the reference (N-11). Without an address nothing is sent."""
    registration = lock_draft(registration_id)
    registration.password_hash = ""
    registration.language = language
    registration.version += 1
    registration.updated_at = now
    registration.save(update_fields=["password_hash", "language", "version", "updated_at"])
    record(events.REGISTRATION_PAUSED, by=by, subject=registration)
    if registration.is_resumable:
        enqueue(registration_saved, registration_id=str(registration.pk))
    return registration
