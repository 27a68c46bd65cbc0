"""The codes a registration sends by e-mail: to confirm the RSE's address, to take a draft up again."""

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
from clicsequr.kernel.errors import DomainError, Throttled
from enterprises import events
from enterprises.models import Registration
from enterprises.queries.registrations import drafts_to_resume, registrations_of_browser
from enterprises.services.registration_drafts import lock_draft, save_answers
from enterprises.states import RegistrationState
from enterprises.steps import Step

CONFIRM, RESUME = "registration", "registration-resume"
CODES_TO_AN_ADDRESS = Limit("registration.codes", tries=30, first_wait=timedelta(minutes=10))
RESUMES_OF_AN_ADDRESS = Limit("registration.resume", tries=15, first_wait=timedelta(minutes=10))


class WrongResumeCode(DomainError):
    """One sentence whether the code is wrong, too old, or no registration was found (architecture.md 2.10)."""

    code = "registration.wrong_resume_code"
    message = _("Ce code est inexact ou n’est plus valide. Vérifiez-le, ou demandez-en un autre")


def send_confirmation_code(registration: Registration, *, language: str, now: datetime) -> None:
    """Send the RSE a code to confirm their address; refuse (`Throttled`) one asked too soon or too often."""
    address = current_origin.get().network
    check_throttle(CODES_TO_AN_ADDRESS, address, now=now)
    send_email_code(CONFIRM, subject_id=registration.pk, email=registration.rse_email, language=language, now=now)
    count_failure(CODES_TO_AN_ADDRESS, address, now=now)


def confirm_email(
    registration: Registration, *, digits: str, version: int, now: datetime, by: OutsideActor
) -> Registration:
    """Confirm the RSE's address by the code sent there; refuse a wrong or an old one, and count it.

    An address already confirmed stays so: a second click needs no second code.
    """
    if registration.rse_email_confirmed_at:
        return registration
    code = check_email_code(CONFIRM, subject_id=registration.pk, digits=digits, now=now)
    if code.email != registration.rse_email:
        raise ExpiredEmailCode
    return save_answers(
        registration.pk,
        step=Step.EMAIL_CODE,
        answers={"rse_email_confirmed_at": now},
        version=version,
        now=now,
        by=by,
    )


def ask_to_resume(reference: str, *, email: str, language: str, now: datetime) -> UUID:
    """Send a code to the owner of a draft; whoever asks gets an id to try it on, true or not."""
    address = current_origin.get().network
    check_throttle(RESUMES_OF_AN_ADDRESS, address, now=now)
    count_failure(RESUMES_OF_AN_ADDRESS, address, now=now)
    registration = drafts_to_resume(reference, email=email, now=now).first()
    if registration is None:
        return uuid4()
    # As it was given, not as it was typed now: capitals may name another mailbox.
    known = (registration.rse_email, registration.representative_email)
    owner = next((address for address in known if address.casefold() == email.casefold()), registration.contact_email)
    # The code sent a moment ago still opens; a refusal here would tell that the draft exists.
    with suppress(Throttled):
        send_email_code(RESUME, subject_id=registration.pk, email=owner, language=language, now=now)
    return registration.pk


def resume_registration(registration_id: UUID, *, digits: str, now: datetime, by: OutsideActor) -> Registration:
    """Take a draft up again with the code sent to its owner; the password is to be chosen again.

    Refuses with one sentence whatever is wrong, and counts it.
    """
    try:
        code = check_email_code(RESUME, subject_id=registration_id, digits=digits, now=now)
    except (WrongEmailCode, ExpiredEmailCode) as refusal:
        raise WrongResumeCode from refusal
    if not registrations_of_browser(str(registration_id), now=now).filter(state=RegistrationState.DRAFT).exists():
        raise WrongResumeCode
    with transaction.atomic():
        registration = lock_draft(registration_id)
        registration.password_hash = ""
        registration.version += 1
        registration.updated_at = now
        if code.email.casefold() == registration.rse_email.casefold() and not registration.rse_email_confirmed_at:
            registration.rse_email_confirmed_at = now  # the same proof as at E-11
        registration.save(update_fields=["password_hash", "version", "updated_at", "rse_email_confirmed_at"])
        record(events.REGISTRATION_RESUMED, by=by, subject=registration)
    return registration
