"""A citizen's account, created by the services as a person would create it page after page."""

import json
from datetime import datetime
from functools import cache

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.actors import APPLICANT
from accounts.models import EmailCode, User
from accounts.queries.terms import current_terms
from accounts.services.sign_in import Source
from accounts.states import Portal
from citizens.identity_check import Proven
from citizens.models import AccountCreation
from citizens.rules.creation import TypedSecrets
from citizens.services.account_creation import choose_user_code, pause_creation, save_answers, start_creation
from citizens.services.account_creation_email import confirm_email, send_confirmation_code
from citizens.services.account_creation_end import complete_creation
from citizens.services.identity import verify_identity
from citizens.states import ProofMethod
from citizens.steps import Step
from clicsequr.demonstration.cast import PASSWORD
from clicsequr.demonstration.persons import ANSWERS, IMAGE, PHRASE, DemoCitizen
from ministry_services.models import OnlineService

SERVICE = "pesticides-demande-de-certificat"
# The browser of the demonstration, on the machine itself.
HERE = Source(address="127.0.0.1")


def draft(citizen: DemoCitizen, *, now: datetime) -> AccountCreation:
    """Answer up to the image, then « Enregistrer et quitter »."""
    row = _begun(citizen, with_proof=True, now=now)
    row = _save(row, Step.IMAGE, {"image": IMAGE}, now=now)
    return pause_creation(row.pk, language="fr", now=now, by=APPLICANT)


def account(citizen: DemoCitizen, *, with_proof: bool, now: datetime) -> User:
    """Answer every page and create the account; for the ministry's service, its identity is proven on the way."""
    row = _begun(citizen, with_proof=with_proof, now=now)
    row = _save(row, Step.IMAGE, {"image": IMAGE}, now=now)
    row = _save(row, Step.PHRASE, {"phrase": PHRASE}, now=now)
    questions = json.dumps([slug for slug, _answer in ANSWERS])
    row = _save(row, Step.QUESTION_1, {"questions": questions}, now=now)
    terms = current_terms(Portal.CITIZENS, on=timezone.localdate(now))
    assert terms is not None  # noqa: S101  `upgrade` has loaded them
    row = _save(row, Step.TERMS, {"terms_number": terms.number}, now=now)
    secrets = TypedSecrets(_password_hash(), row.user_code, dict(enumerate(ANSWERS, start=1)))
    proof = _proof(citizen, now=now) if with_proof else None
    row = complete_creation(row.pk, secrets=secrets, proof=proof, version=row.version, now=now, by=APPLICANT)
    assert row.user is not None  # noqa: S101  what a completed creation promises
    return row.user


def _begun(citizen: DemoCitizen, *, with_proof: bool, now: datetime) -> AccountCreation:
    service = OnlineService.objects.get(slug=SERVICE) if with_proof else None
    row = start_creation(service=service, next_address="", language="fr", now=now, by=APPLICANT)
    if service is None:
        row = _save(row, Step.SERVICE, {"service_chosen": True}, now=now)
    code = citizen.user_code.upper()
    row = choose_user_code(row.pk, user_code=code, version=row.version, now=now, by=APPLICANT)
    row = _save(row, Step.EMAIL, {"email": citizen.email, "message_language": "fr"}, now=now)
    send_confirmation_code(row, now=now)
    sent = EmailCode.objects.filter(subject_id=str(row.pk)).latest("created_at")
    return confirm_email(row, digits=str(sent.sealed_code), version=row.version, now=now, by=APPLICANT)


def _save(row: AccountCreation, step: Step, answers: dict[str, object], *, now: datetime) -> AccountCreation:
    return save_answers(row.pk, step=step, answers=answers, version=row.version, now=now, by=APPLICANT)


def _proof(citizen: DemoCitizen, *, now: datetime) -> Proven:
    reference = verify_identity(
        citizen.nas,
        access_code=citizen.access_code,
        notice_number=citizen.notice_number,
        source=HERE,
        by=APPLICANT,
        now=now,
    )
    return Proven(reference, ProofMethod.NOTICE, now)


@cache
def _password_hash() -> str:
    return make_password(PASSWORD)
