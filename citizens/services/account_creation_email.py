"""The codes a creation sends by e-mail: to confirm its address, to take its draft up again (C-05, Z-09)."""

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import OutsideActor
from accounts.request_context import current_origin
from accounts.services.email_codes import ExpiredEmailCode, WrongEmailCode, check_email_code, send_email_code
from accounts.services.journal import record
from accounts.services.throttles import Limit, check_throttle, count_failure
from citizens import creation_events as events
from citizens.models import AccountCreation
from citizens.queries.creations import creations_of_browser, drafts_to_resume
from citizens.services.account_creation import lock_draft, save_answers
from citizens.states import CreationState
from citizens.steps import Step
from clicsequr.kernel.errors import DomainError, Throttled

CONFIRM, RESUME = "creation", "creation-resume"
# One place is a family, a library or a telephone network: many, then a wait; each draft has its own five an hour.
CODES_TO_AN_ADDRESS = Limit(
    "creation.email_codes",
    tries=100,
    first_wait=timedelta(minutes=5),
    longest_wait=timedelta(hours=1),
    forget_after=timedelta(hours=1),
)
RESUMES_OF_AN_ADDRESS = Limit(
    "creation.resume",
    tries=30,
    first_wait=timedelta(minutes=5),
    longest_wait=timedelta(hours=1),
    forget_after=timedelta(hours=1),
)


class WrongResumeCode(DomainError):
    """One sentence whether the code is wrong, too old, or no draft was found (architecture.md 2.10)."""

    code = "creation.wrong_resume_code"
    message = _("Ce code est inexact ou n’est plus valide. Vérifiez-le, ou demandez-en un autre")


def send_confirmation_code(creation: AccountCreation, *, now: datetime) -> None:
    """Send a code to confirm the address; refuse (`Throttled`) one asked too soon or too often."""
    address = current_origin.get().network
    check_throttle(CODES_TO_AN_ADDRESS, address, now=now)
    language = creation.message_language or creation.language
    send_email_code(CONFIRM, subject_id=creation.pk, email=creation.email, language=language, now=now)
    count_failure(CODES_TO_AN_ADDRESS, address, now=now)


def confirm_email(
    creation: AccountCreation, *, digits: str, version: int, now: datetime, by: OutsideActor
) -> AccountCreation:
    """Confirm the address by the code sent there; refuse a wrong or an old one, and count it.

    An address already confirmed stays so: a second click needs no second code.
    """
    if creation.email_confirmed_at:
        return creation
    code = check_email_code(CONFIRM, subject_id=creation.pk, digits=digits, now=now)
    if code.email != creation.email:
        raise ExpiredEmailCode
    answers = {"email_confirmed_at": now}
    return save_answers(creation.pk, step=Step.EMAIL_CODE, answers=answers, version=version, now=now, by=by)


def ask_to_resume(reference: str, *, email: str, language: str, now: datetime) -> UUID:
    """Send a code to the owner of a draft; whoever asks gets an id to try it on, true or not."""
    address = current_origin.get().network
    check_throttle(RESUMES_OF_AN_ADDRESS, address, now=now)
    count_failure(RESUMES_OF_AN_ADDRESS, address, now=now)
    creation = drafts_to_resume(reference, email=email, now=now).first()
    if creation is None:
        return uuid4()
    # To the address as it was given, not as it was typed now: capitals may name another mailbox. The code sent a
    # moment ago still opens; a refusal here would tell that the draft exists.
    with suppress(Throttled):
        send_email_code(RESUME, subject_id=creation.pk, email=creation.email, language=language, now=now)
    return creation.pk


def resume_creation(creation_id: UUID, *, digits: str, now: datetime, by: OutsideActor) -> AccountCreation:
    """Take a draft up again with the code sent to its owner: it confirms the address too.

    Refuses with one sentence whatever is wrong, and counts it.
    """
    try:
        code = check_email_code(RESUME, subject_id=creation_id, digits=digits, now=now)
    except (WrongEmailCode, ExpiredEmailCode) as refusal:
        raise WrongResumeCode from refusal
    if not creations_of_browser(str(creation_id), now=now).filter(state=CreationState.DRAFT).exists():
        raise WrongResumeCode
    with transaction.atomic():
        creation = lock_draft(creation_id)
        creation.version += 1
        creation.updated_at = now
        if code.email == creation.email and not creation.email_confirmed_at:
            creation.email_confirmed_at = now  # the same proof as at C-05
        creation.save(update_fields=["version", "updated_at", "email_confirmed_at"])
        record(events.CREATION_RESUMED, by=by, subject=creation)
    return creation
