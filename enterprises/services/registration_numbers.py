"""The numbers of an enterprise, looked up in Revenu Québec's register (screens.md E-04)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import OutsideActor
from accounts.request_context import current_origin
from accounts.services.throttles import Limit, check_throttles, count_failure
from clicsequr.kernel.errors import DomainError
from enterprises.models import Registration
from enterprises.queries.registrations import enterprises_with, is_taken
from enterprises.register import EnterpriseRegister, RegisterEntry, register
from enterprises.rules.registration import fits_legal_form
from enterprises.services.registration_drafts import save_answers
from enterprises.steps import Step

# Enough for somebody who copies a number badly, too few to try numbers one after the other.
LOOKUPS_OF_A_DRAFT = Limit("registration.lookup.draft", tries=10, first_wait=timedelta(minutes=5))
LOOKUPS_OF_AN_ADDRESS = Limit("registration.lookup.address", tries=60, first_wait=timedelta(minutes=5))

_DETAILS = ("name", "address_line", "city", "province", "postal_code")


class RegistrationStopped(DomainError):
    """The journey ends on a page of its own, `page`, that says why and whom to call."""

    page = ""


class StruckOff(RegistrationStopped):
    code = "registration.struck_off"
    page = "radiee"


class AlreadyRegistered(RegistrationStopped):
    code = "registration.already_registered"
    page = "deja-inscrite"


class LegacyFirm(RegistrationStopped):
    """Clic Revenu before November 2007: the account exists, its terms and the LEW-4 form wait behind the sign-in."""

    code = "registration.legacy_firm"
    page = "clic-revenu"


class LegalFormDiffers(DomainError):
    code = "registration.legal_form_differs"
    message = _(
        "Ces numéros ne correspondent pas à la forme juridique choisie. "
        "Corrigez les numéros ou la forme juridique, ou confirmez votre choix ci-dessous"
    )


class NumbersDisagree(DomainError):
    code = "registration.numbers_disagree"
    message = _("Ces deux numéros ne sont pas ceux d’une même entreprise. Vérifiez-les")


def save_numbers(
    registration: Registration,
    *,
    neq: str,
    rq_number: str,
    legal_form_confirmed: bool,
    version: int,
    now: datetime,
    by: OutsideActor,
) -> Registration:
    """Look the enterprise up and keep what the register says of it.

    Refuses a struck-off or registered enterprise, a legacy firm, numbers of two enterprises, an unconfirmed legal form,
    too many look-ups (`Throttled`), and says so when the register does not answer. The count of look-ups outlives
    the refusal: the view catches it, so that its transaction commits.
    """
    if (registration.neq, registration.rq_number) == (neq, rq_number) and registration.known_to_register is not None:
        return registration
    limits = ((LOOKUPS_OF_A_DRAFT, str(registration.pk)), (LOOKUPS_OF_AN_ADDRESS, current_origin.get().network))
    check_throttles(limits, now=now)
    entry, agree = _find(register(), neq=neq, rq_number=rq_number)
    # After the answer: a register that does not answer costs no try.
    for limit, subject in limits:
        count_failure(limit, subject, now=now)
    if not agree:
        raise NumbersDisagree
    with transaction.atomic():
        _refuse_stopped(entry, neq=neq, rq_number=rq_number)
        registered_form = entry.legal_form if entry else ""
        fits = fits_legal_form(registration.legal_form, neq=neq, registered_form=registered_form)
        if not fits and not legal_form_confirmed:
            raise LegalFormDiffers
        answers: dict[str, Any] = {"neq": neq, "rq_number": rq_number, "legal_form_confirmed": not fits}
        answers |= _answers_of(registration, entry)
        return save_answers(registration.pk, step=Step.NUMBERS, answers=answers, version=version, now=now, by=by)


def _find(source: EnterpriseRegister, *, neq: str, rq_number: str) -> tuple[RegisterEntry | None, bool]:
    """Give the entry, and whether the numbers agree: a true one beside a false one would hide a struck-off firm."""
    entry = source.find(neq=neq, rq_number=rq_number)
    if entry or not (neq and rq_number):
        return entry, True
    return None, not (source.find(neq=neq) or source.find(rq_number=rq_number))


def _refuse_stopped(entry: RegisterEntry | None, *, neq: str, rq_number: str) -> None:
    if entry and not entry.is_active:
        raise StruckOff
    if entry and entry.is_legacy:
        raise LegacyFirm
    neqs = {neq, entry.neq if entry else ""}
    rq_numbers = {rq_number, entry.rq_number if entry else ""}
    for enterprise in enterprises_with(neqs=neqs, rq_numbers=rq_numbers):
        if enterprise.is_legacy:
            raise LegacyFirm
        if is_taken(enterprise):
            raise AlreadyRegistered


def _answers_of(registration: Registration, entry: RegisterEntry | None) -> dict[str, Any]:
    if entry:
        details: dict[str, Any] = {field: getattr(entry, field) for field in _DETAILS}
        return details | {
            "known_to_register": True,
            "register_neq": entry.neq,
            "register_rq_number": entry.rq_number,
        }
    unknown: dict[str, Any] = {"known_to_register": False, "register_neq": "", "register_rq_number": ""}
    # What the register lent goes with it; what the applicant typed stays.
    was_lent = bool(registration.register_neq or registration.register_rq_number)
    return unknown | (dict.fromkeys(_DETAILS, "") if was_lent else {})
