"""Each stage of a registration, reached by the services as a person and an agent would."""

from datetime import datetime, timedelta

from accounts.actors import APPLICANT, SYSTEM
from accounts.models import EmailCode, User
from accounts.queries.terms import current_terms
from accounts.states import Portal
from clicsequr.demonstration.cast import PASSWORD, Firm
from enterprises.models import Registration
from enterprises.rules.activation import RefusalReason
from enterprises.services.activation import activate_registration, check_secret, refuse_registration
from enterprises.services.agent_documents import ask_for_document
from enterprises.services.agent_files import note_call, take_registration
from enterprises.services.registration_drafts import (
    choose_password,
    pause_registration,
    save_answers,
    save_representative,
    save_rse,
    start_registration,
)
from enterprises.services.registration_email import confirm_email, send_confirmation_code
from enterprises.services.registration_lifecycle import expire_registration
from enterprises.services.registration_numbers import save_numbers
from enterprises.services.registration_submission import submit_registration
from enterprises.states import DocumentKind, SecretKind
from enterprises.steps import Step

PHONE = "4185550123"


def draft(firm: Firm, *, now: datetime) -> Registration:
    """Answer up to the responsible person, then « Enregistrer et quitter »."""
    registration = _answered(firm, now=now)
    return pause_registration(registration.pk, language="fr", now=now, by=APPLICANT)


def submitted(firm: Firm, *, now: datetime) -> Registration:
    """Answer every step and transmit."""
    row = _answered(firm, now=now)
    row = choose_password(row.pk, password=PASSWORD, version=row.version, now=now, by=APPLICANT)
    send_confirmation_code(row, language="fr", now=now)
    code = EmailCode.objects.filter(subject_id=str(row.pk)).latest("created_at")
    row = confirm_email(row, digits=str(code.sealed_code), version=row.version, now=now, by=APPLICANT)
    contact = {"contact_by": Registration.Contact.PHONE, "contact_times": "l’avant-midi"}
    row = save_answers(row.pk, step=Step.CONTACT, answers=contact, version=row.version, now=now, by=APPLICANT)
    terms = current_terms(Portal.ENTERPRISES, on=now.date())
    assert terms is not None  # noqa: S101  `upgrade` has loaded them
    return submit_registration(
        row.pk, terms_number=terms.number, version=row.version, language="fr", now=now, by=APPLICANT
    )


def taken(firm: Firm, *, by: User, now: datetime) -> Registration:
    """A document asked for long ago and a call without answer: both are in the reminders."""
    registration = take_registration(submitted(firm, now=now - timedelta(days=13)), by=by, now=now)
    text = "L’extrait des statuts qui nomme la présidente."
    asked_at, version = now - timedelta(days=11), registration.version
    registration = ask_for_document(
        registration, by=by, version=version, kind=DocumentKind.FUNCTION, text=text, now=asked_at
    )
    caller = f"{firm.first_name} {firm.last_name}"
    note = "Message laissé à la réception."
    called_at = now - timedelta(days=4)  # a working day ago, whatever the day
    note_call(registration, by=by, caller=caller, outcome="no_answer", note=note, now=called_at)
    return registration


def checked(firm: Firm, *, by: User, now: datetime) -> Registration:
    """Two kinds of secret match: ready to activate."""
    registration = take_registration(submitted(firm, now=now - timedelta(hours=5)), by=by, now=now)
    _say(registration, SecretKind.QST_PAYMENTS, firm.payments, by=by, now=now)
    return _say(registration, SecretKind.ACCESS_CODE, firm.secrets[SecretKind.ACCESS_CODE], by=by, now=now)


def frozen(firm: Firm, *, by: User, now: datetime) -> Registration:
    """Three wrong answers: a supervisor must unfreeze."""
    registration = take_registration(submitted(firm, now=now - timedelta(days=1)), by=by, now=now)
    for wrong in ("111111", "222222", "333333"):
        registration = _say(registration, SecretKind.ACCESS_CODE, wrong, by=by, now=now)
    return registration


def refused(firm: Firm, *, by: User, now: datetime) -> Registration:
    registration = take_registration(submitted(firm, now=now - timedelta(days=3)), by=by, now=now)
    return refuse_registration(
        registration,
        by=by,
        version=registration.version,
        reason=RefusalReason.values[0],
        text="Les renseignements transmis ne permettent pas de reconnaître l’entreprise. Appelez-nous.",
        note="Deux appels sans suite.",
        now=now,
    )


def expired(firm: Firm, *, now: datetime) -> Registration:
    """Ninety-one days without a call."""
    registration = submitted(firm, now=now - timedelta(days=91))
    expire_registration(registration.pk, now=now, by=SYSTEM)
    return registration


def activated(firm: Firm, *, by: User, now: datetime) -> Registration:
    registration = checked(firm, by=by, now=now)
    return activate_registration(registration, by=by, version=registration.version, told_by_phone=False, now=now)


def _answered(firm: Firm, *, now: datetime) -> Registration:
    row = start_registration(language="fr", now=now, by=APPLICANT)
    form = {"legal_form": firm.legal_form}
    row = save_answers(row.pk, step=Step.LEGAL_FORM, answers=form, version=row.version, now=now, by=APPLICANT)
    numbers = {"neq": firm.neq, "rq_number": firm.rq_number}
    row = save_numbers(row, **numbers, legal_form_confirmed=False, version=row.version, now=now, by=APPLICANT)
    confirmed = {"details_confirmed": True}
    row = save_answers(row.pk, step=Step.KNOWN_DETAILS, answers=confirmed, version=row.version, now=now, by=APPLICANT)
    person = {
        "representative_first_name": firm.first_name,
        "representative_last_name": firm.last_name,
        "representative_function": firm.function,
        "representative_phone": PHONE,
        "representative_email": firm.email,
    }
    row = save_representative(row.pk, answers=person, version=row.version, now=now, by=APPLICANT)
    if row.needs_designation:
        declared = {"mandate_declared": True}
        row = save_answers(row.pk, step=Step.MANDATE, answers=declared, version=row.version, now=now, by=APPLICANT)
    return save_rse(row.pk, is_representative=True, version=row.version, now=now, by=APPLICANT)


def _say(
    registration: Registration, kind: SecretKind, value: str | tuple[str, str], *, by: User, now: datetime
) -> Registration:
    registration.refresh_from_db()
    check_secret(registration, kind=kind, value=value, by=by, version=registration.version, now=now)
    registration.refresh_from_db()
    return registration
