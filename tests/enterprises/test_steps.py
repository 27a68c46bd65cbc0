"""The steps of a registration: by legal form and by what the register holds, ordered, each reachable."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enterprises.legal_forms import LegalForm
from enterprises.models import Registration
from enterprises.steps import (
    CLEARS,
    PATHS,
    MandateDocument,
    Need,
    Step,
    first_incomplete,
    may_open,
    place_of,
    step_after,
    step_before,
    steps_of,
)

# What answering each step leaves in the draft; the first choice of each question.
ANSWERS: dict[Step, dict[str, Any]] = {
    Step.OTHER_FORM: {"legal_form_other": "Consortium"},
    Step.KNOWN_DETAILS: {"details_confirmed": True},
    Step.DETAILS: {"name": "Ferme", "postal_code": "G1R 5V7", "phone": "4185550123"},
    Step.REPRESENTATIVE: {"representative_email": "ra@exemple.ca"},
    Step.MANDATE: {"mandate_declared": True},
    Step.OTHER_RSE: {"rse_email": "rse@exemple.ca"},
    Step.USER_CODE: {"user_code": "KLTR4829"},
    Step.PASSWORD: {"password_hash": "argon2$…"},
    Step.EMAIL_CODE: {"rse_email_confirmed_at": "2026-11-23"},
    Step.CONTACT: {"contact_by": "phone"},
}
CHOICES = st.fixed_dictionaries(
    {
        "legal_form": st.sampled_from(LegalForm.values),
        "known_to_register": st.booleans(),
        "representative_function": st.sampled_from(["president", "mandate"]),
        "rse_is_representative": st.booleans(),
    }
)


def answer(draft: Registration, step: Step, choices: dict[str, Any]) -> None:
    chosen = {
        Step.LEGAL_FORM: ["legal_form"],
        Step.NUMBERS: ["known_to_register"],
        Step.REPRESENTATIVE: ["representative_function"],
        Step.RSE: ["rse_is_representative"],
    }
    values = {**ANSWERS.get(step, {}), **{field: choices[field] for field in chosen.get(step, [])}}
    for field, value in values.items():
        setattr(draft, field, value)


@given(CHOICES)
def test_every_form_walks_each_of_its_steps_once_in_order_to_the_check(choices: dict[str, Any]) -> None:
    draft, step, walked = Registration(), Step.LEGAL_FORM, [Step.LEGAL_FORM]
    while step != Step.CHECK:
        assert first_incomplete(draft) == step
        answer(draft, step, choices)
        step = step_after(step, answers=draft)
        walked.append(step)
        assert len(walked) <= len(Step)
    assert walked == list(steps_of(draft)) == sorted(set(walked), key=list(Step).index)
    assert all(may_open(step, answers=draft) for step in walked)
    assert not any(may_open(step, answers=draft) for step in Step if step not in walked)


@given(CHOICES, st.sampled_from(list(Step)))
def test_no_step_opens_past_the_first_that_lacks_an_answer(choices: dict[str, Any], lacking: Step) -> None:
    draft = Registration()
    for step in Step:
        if step != lacking:
            answer(draft, step, choices)
    reached = first_incomplete(draft)
    for step in steps_of(draft):
        assert may_open(step, answers=draft) == (list(Step).index(step) <= list(Step).index(reached))


@pytest.mark.parametrize("form", LegalForm.values)
def test_a_form_asks_for_a_number_and_a_mandate_document(form: str) -> None:
    path = PATHS[form]
    assert {path.neq, path.rq_number} <= set(Need)
    assert set(path.neq_prefixes) <= {"11", "22", "33", "88"}
    assert path.mandate_document in MandateDocument
    assert (Step.OTHER_FORM in path.steps) == (form == LegalForm.OTHER)


@pytest.mark.parametrize(
    ("form", "neq", "rq_number"),
    [
        (LegalForm.SELF_EMPLOYED, Need.OPTIONAL, Need.OPTIONAL),
        (LegalForm.CORPORATION, Need.REQUIRED, Need.OPTIONAL),
        (LegalForm.GOVERNMENT, Need.OPTIONAL, Need.OPTIONAL),
        (LegalForm.TRUST, Need.OPTIONAL, Need.REQUIRED),
    ],
)
def test_the_numbers_asked_follow_the_form(form: str, neq: Need, rq_number: Need) -> None:
    assert (PATHS[form].neq, PATHS[form].rq_number) == (neq, rq_number)


@pytest.mark.parametrize("known", [None, True, False])
def test_the_number_of_steps_does_not_depend_on_the_register(known: bool | None) -> None:
    draft = Registration(legal_form=LegalForm.CORPORATION, known_to_register=known)
    assert place_of(Step.NUMBERS, answers=draft) == (2, 10)


def test_a_mandate_and_another_rse_each_add_one_step() -> None:
    draft = Registration(legal_form=LegalForm.TRUST, representative_function="mandate", rse_is_representative=False)
    assert place_of(Step.CHECK, answers=draft) == (12, 12)


def test_back_leads_to_the_step_before() -> None:
    draft = Registration(legal_form=LegalForm.CORPORATION, known_to_register=False)
    assert step_before(Step.LEGAL_FORM, answers=draft) is None
    assert step_before(Step.REPRESENTATIVE, answers=draft) == Step.DETAILS


def test_a_confirmed_address_is_passed_over_both_ways() -> None:
    draft = Registration()
    for step in Step:
        answer(draft, step, {"legal_form": "corporation", "known_to_register": True, "rse_is_representative": True,
                             "representative_function": "president"})  # fmt: skip
    assert step_after(Step.PASSWORD, answers=draft) == Step.CONTACT
    assert step_before(Step.CONTACT, answers=draft) == Step.PASSWORD


def test_a_step_that_its_own_answer_took_away_leads_on() -> None:
    draft = Registration(legal_form=LegalForm.CORPORATION, known_to_register=False, rse_is_representative=True)
    assert step_after(Step.KNOWN_DETAILS, answers=draft) == Step.DETAILS


def test_what_is_cleared_are_fields_of_the_draft() -> None:
    fields = {field.name for field in Registration._meta.get_fields()}
    assert set(CLEARS) <= fields
    assert {field for cleared in CLEARS.values() for field in cleared} <= fields
