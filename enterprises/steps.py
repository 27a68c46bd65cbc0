"""The steps of a registration, as data: which pages, by legal form and by what the register holds (seed, step 1)."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from clicsequr.kernel.journey import Journey
from enterprises.legal_forms import LegalForm

if TYPE_CHECKING:
    from enterprises.models import Registration


class Step(StrEnum):
    """A page; its value is the last part of its address."""

    LEGAL_FORM = "forme-juridique"  # E-03
    OTHER_FORM = "autre-forme"
    NUMBERS = "numeros"  # E-04
    KNOWN_DETAILS = "renseignements-connus"  # E-05
    DETAILS = "renseignements"  # E-06
    REPRESENTATIVE = "representant"  # E-07
    MANDATE = "mandat"
    RSE = "responsable"  # E-08
    OTHER_RSE = "autre-responsable"
    USER_CODE = "code-utilisateur"  # E-09
    PASSWORD = "mot-de-passe"  # noqa: S105 - E-10
    EMAIL_CODE = "courriel"  # E-11
    CONTACT = "activation"  # E-12
    CHECK = "verification"  # E-13


class Need(StrEnum):
    REQUIRED = "required"
    OPTIONAL = "optional"


class MandateDocument(StrEnum):
    """Revenu Québec asks a board's resolution of a legal person, a procuration of the others (domain.md 1.3)."""

    RESOLUTION = "resolution"
    PROCURATION = "procuration"


@dataclass(frozen=True)
class FormPath:
    """What one legal form is asked. Where both numbers are optional, one of them is still needed."""

    neq: Need
    rq_number: Need
    neq_prefixes: tuple[str, ...]
    mandate_document: MandateDocument
    asks_sector: bool = True
    steps: tuple[Step, ...] = tuple(step for step in Step if step != Step.OTHER_FORM)


_REQUIRED, _OPTIONAL = Need.REQUIRED, Need.OPTIONAL
_RESOLUTION, _PROCURATION = MandateDocument.RESOLUTION, MandateDocument.PROCURATION

# domain.md 1.2 and 4.1: who has a NEQ, and with which prefix.
PATHS: dict[str, FormPath] = {
    LegalForm.SELF_EMPLOYED: FormPath(_OPTIONAL, _OPTIONAL, ("22",), _PROCURATION),
    LegalForm.CORPORATION: FormPath(_REQUIRED, _OPTIONAL, ("11",), _RESOLUTION),
    LegalForm.PARTNERSHIP: FormPath(_REQUIRED, _OPTIONAL, ("33",), _PROCURATION),
    LegalForm.INSTITUTION: FormPath(_OPTIONAL, _OPTIONAL, ("11", "88"), _RESOLUTION, asks_sector=False),
    LegalForm.GOVERNMENT: FormPath(_OPTIONAL, _OPTIONAL, ("88",), _RESOLUTION, asks_sector=False),
    LegalForm.TRUST: FormPath(_OPTIONAL, _REQUIRED, ("33",), _PROCURATION),
    LegalForm.COOPERATIVE: FormPath(_REQUIRED, _OPTIONAL, ("11", "33"), _RESOLUTION),
    LegalForm.OTHER: FormPath(_OPTIONAL, _OPTIONAL, ("11", "22", "33", "88"), _RESOLUTION, steps=tuple(Step)),
}
# Before any answer: the steps that most people will have.
_USUAL = PATHS[LegalForm.CORPORATION]


def path_of(legal_form: str) -> FormPath:
    return PATHS.get(legal_form, _USUAL)


Question = Callable[["Registration"], bool]

_APPLIES: dict[Step, Question] = {
    Step.OTHER_FORM: lambda answers: Step.OTHER_FORM in path_of(answers.legal_form).steps,
    Step.KNOWN_DETAILS: lambda answers: answers.known_to_register is not False,
    Step.DETAILS: lambda answers: answers.known_to_register is False,
    Step.MANDATE: lambda answers: answers.needs_designation,
    Step.OTHER_RSE: lambda answers: answers.rse_is_representative is False,
}
_IS_DONE: dict[Step, Question] = {
    Step.LEGAL_FORM: lambda answers: bool(answers.legal_form),
    Step.OTHER_FORM: lambda answers: bool(answers.legal_form_other),
    Step.NUMBERS: lambda answers: answers.known_to_register is not None,
    Step.KNOWN_DETAILS: lambda answers: answers.details_confirmed is not None,
    Step.DETAILS: lambda answers: bool(answers.name and answers.postal_code and answers.phone),
    Step.REPRESENTATIVE: lambda answers: bool(answers.representative_email and answers.representative_function),
    Step.MANDATE: lambda answers: answers.mandate_declared,
    Step.RSE: lambda answers: answers.rse_is_representative is not None,
    Step.OTHER_RSE: lambda answers: bool(answers.rse_email),
    Step.USER_CODE: lambda answers: bool(answers.user_code),
    Step.PASSWORD: lambda answers: bool(answers.password_hash),
    Step.EMAIL_CODE: lambda answers: answers.rse_email_confirmed_at is not None,
    Step.CONTACT: lambda answers: bool(answers.contact_by),
    Step.CHECK: lambda _answers: False,  # ends with the submission, which ends the draft
}

# What an answer makes void when it changes: those steps are asked again, and nothing else.
CLEARS: dict[str, dict[str, object]] = {
    "legal_form": {
        "legal_form_other": "",
        "known_to_register": None,
        "legal_form_confirmed": False,
        "representative_function": "",
        "mandate_declared": False,
    },
    "neq": {"details_confirmed": None},
    "rq_number": {"details_confirmed": None},
    "known_to_register": {"details_confirmed": None},
    "representative_function": {"mandate_declared": False},
    "rse_email": {"rse_email_confirmed_at": None},
}


JOURNEY: Journey[Step, "Registration"] = Journey(
    steps=tuple(Step),
    is_done=_IS_DONE,
    applies=_APPLIES,
    # Nothing can be changed there once it is done.
    passed_over=frozenset({Step.EMAIL_CODE}),
)
steps_of = JOURNEY.steps_of
first_incomplete = JOURNEY.first_incomplete
may_open = JOURNEY.may_open
step_after = JOURNEY.step_after
step_before = JOURNEY.step_before
place_of = JOURNEY.place_of
