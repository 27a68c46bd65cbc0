"""What a user code may be, and which pages a creation asks (screens.md V1, §3)."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizens.models import AccountCreation
from citizens.rules.creation import (
    CreationAnswers,
    TypedSecrets,
    UserCodeFault,
    normalise_user_code,
    user_code_fault,
)
from citizens.steps import CLEARS, JOURNEY, QUESTION_STEPS, SECRET_STEPS, Step
from ministry_services.models import OnlineService
from tests.factories.identifiers import next_neq
from tests.factories.secrets import ANSWERS, PERSON_NAS
from tests.factories.security_options import CHOSEN, IMAGE, PHRASE

CODE = "BLEUET27"
QUESTIONS_KEPT = '["cachette-enfance", "peluche", "jouet-perdu", "voisins-enfance"]'


def service(*, needs_proof: bool) -> OnlineService:
    return OnlineService(pk=1, slug="pesticides", portal="C", needs_identity_proof=needs_proof)


def draft(**changes: Any) -> AccountCreation:
    values = {
        "service_chosen": True,
        "user_code": CODE,
        "email": "eve@exemple.ca",
        "message_language": "fr",
        "email_confirmed_at": datetime(2026, 11, 23, tzinfo=UTC),
        "image": IMAGE,
        "phrase": PHRASE,
        "questions": QUESTIONS_KEPT,
        "terms_number": "2026-1",
    }
    return AccountCreation(**{**values, **changes})


def complete(**changes: Any) -> CreationAnswers:
    secrets = TypedSecrets("argon2$…", CODE, dict(enumerate(CHOSEN, start=1)))
    return CreationAnswers(draft(**changes), secrets, is_proven=True)


@pytest.mark.parametrize(
    "code", ["BLEUET27", "A2345678", "A-B_C.D1", "ABCDEFGHIJKLMNOPQRST", "EVE.19.11.2027", "ABC46454287"]
)
def test_a_code_of_letters_and_figures_may_be_chosen(code: str) -> None:
    assert user_code_fault(code) is None


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("", UserCodeFault.EMPTY),
        ("BLEUET2", UserCodeFault.LENGTH),
        ("B" * 21, UserCodeFault.LENGTH),
        ("X" * 10_000, UserCodeFault.LENGTH),
        ("7BLEUETS", UserCodeFault.FIRST),
        ("_BLEUETS", UserCodeFault.FIRST),
        ("BLEUET 27", UserCodeFault.CHARACTERS),
        ("O'NEIL27", UserCodeFault.CHARACTERS),
        ("ÉRABLE27", UserCodeFault.CHARACTERS),
        ("BLEUET🫐27", UserCodeFault.CHARACTERS),
        ("BLEUET٣٤٥", UserCodeFault.CHARACTERS),
        ("eve@exemple.ca", UserCodeFault.EMAIL),
        (f"A{PERSON_NAS.replace(' ', '')}", UserCodeFault.NUMBER),
        (f"A{PERSON_NAS.replace(' ', '-')}", UserCodeFault.NUMBER),
        (f"NEQ-{next_neq()}", UserCodeFault.NUMBER),
    ],
)
def test_a_code_that_is_none_is_refused(code: str, fault: UserCodeFault) -> None:
    assert user_code_fault(code) == fault


@pytest.mark.parametrize(
    ("typed", "kept"), [(" bleuet27 ", "BLEUET27"), ("ßtrasse27", "ßtrasse27"), ("ıris2027", "ıris2027")]
)
def test_a_code_is_kept_in_capitals_and_no_letter_becomes_another(typed: str, kept: str) -> None:
    assert normalise_user_code(typed) == kept


@pytest.mark.parametrize(("needs_proof", "pages"), [(True, 16), (False, 12)])
def test_the_number_of_pages_depends_on_the_service(needs_proof: bool, pages: int) -> None:
    answers = CreationAnswers(AccountCreation(service=service(needs_proof=needs_proof)))
    assert JOURNEY.place_of(Step.USER_CODE, answers=answers) == (1, pages)
    assert JOURNEY.place_of(Step.CHECK, answers=answers) == (pages, pages)


def test_one_page_more_asks_for_the_service_when_none_came_along() -> None:
    assert JOURNEY.place_of(Step.SERVICE, answers=CreationAnswers(AccountCreation())) == (1, 13)
    chosen = AccountCreation(service=service(needs_proof=True), service_chosen=True)
    assert JOURNEY.place_of(Step.USER_CODE, answers=CreationAnswers(chosen)) == (2, 17)


def test_the_identity_counts_for_four_pages() -> None:
    answers = CreationAnswers(AccountCreation(service=service(needs_proof=True)))
    assert JOURNEY.place_of(Step.IDENTITY, answers=answers) == (11, 16)
    assert JOURNEY.place_of(Step.TERMS, answers=answers) == (15, 16)


@given(st.sampled_from([step for step in Step if step != Step.CHECK]))
def test_nothing_opens_past_what_is_missing(missing: Step) -> None:
    answers = without(complete(service=service(needs_proof=True)), missing)
    assert JOURNEY.first_incomplete(answers) == missing
    opened = [step for step in JOURNEY.steps_of(answers) if JOURNEY.may_open(step, answers=answers)]
    assert opened[-1] == missing


def without(answers: CreationAnswers, step: Step) -> CreationAnswers:
    lacking: dict[Step, dict[str, object]] = {
        Step.SERVICE: {"service_chosen": False, "service": None},
        Step.USER_CODE: {"user_code": ""},
        Step.EMAIL: {"email": ""},
        Step.EMAIL_CODE: {"email_confirmed_at": None},
        Step.IMAGE: {"image": ""},
        Step.PHRASE: {"phrase": None},
        Step.TERMS: {"terms_number": ""},
    }
    for name, value in lacking.get(step, {}).items():
        setattr(answers.draft, name, value)
    if step == Step.PASSWORD:
        return replace(answers, secrets=replace(answers.secrets, password_hash=""))
    if step == Step.IDENTITY:
        return replace(answers, is_proven=False)
    if step in QUESTION_STEPS:
        kept = {place: pair for place, pair in answers.secrets.answers.items() if QUESTION_STEPS[place - 1] != step}
        return replace(answers, secrets=replace(answers.secrets, answers=kept))
    return answers


def test_all_answered_leads_to_the_check() -> None:
    assert JOURNEY.first_incomplete(complete(service=service(needs_proof=True))) == Step.CHECK


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({"user_code": "ERABLE27"}, Step.PASSWORD),
        ({"image": "un-dessin-retire"}, Step.IMAGE),
        ({"phrase": "Mon BLEUET27 préféré"}, Step.PHRASE),
        ({"questions": QUESTIONS_KEPT.replace("cachette-enfance", "film-apeurant")}, Step.QUESTION_1),
    ],
)
def test_what_no_longer_fits_is_asked_again(changes: dict[str, Any], asked: Step) -> None:
    assert JOURNEY.first_incomplete(complete(**changes)) == asked


def test_an_answer_that_holds_the_new_code_is_asked_again() -> None:
    answers = complete(user_code="GASPARDLEDROMADAIRE")
    secrets = replace(answers.secrets, password_for="GASPARDLEDROMADAIRE")
    assert JOURNEY.first_incomplete(replace(answers, secrets=secrets)) == Step.QUESTION_2


def test_only_what_the_cookie_carried_is_asked_again_when_it_is_gone() -> None:
    lost = CreationAnswers(draft(service=service(needs_proof=True)))
    asked = [step for step in JOURNEY.steps_of(lost) if step != Step.CHECK and not JOURNEY.is_done[step](lost)]
    assert set(asked) == SECRET_STEPS
    assert all(lost.was_given(step) for step in asked)
    assert not any(lost.was_given(step) for step in Step if step not in SECRET_STEPS)
    assert JOURNEY.first_incomplete(lost.assuming_secrets) == Step.CHECK


def test_a_new_draft_was_given_nothing() -> None:
    assert not any(CreationAnswers(AccountCreation()).was_given(step) for step in Step)


def test_the_secrets_come_back_from_the_cookie_as_they_went() -> None:
    secrets = complete().secrets
    assert TypedSecrets.from_json(secrets.as_json()) == secrets
    assert secrets.answers_beside(2) == [ANSWERS[0], ANSWERS[2], ANSWERS[3]]


def test_no_secret_is_in_a_repr() -> None:
    shown = f"{complete()!r} {complete().secrets!r}"
    assert not [answer for answer in ANSWERS if answer in shown]
    assert "argon2" not in shown


def test_what_is_cleared_are_fields_of_the_draft() -> None:
    fields = {field.name for field in AccountCreation._meta.get_fields()}
    assert set(CLEARS) <= fields
    assert {name for cleared in CLEARS.values() for name in cleared} <= fields
