"""The forms of a registration: whatever is typed gets an answer in words, never a fault."""

from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from enterprises.forms import registration as forms
from enterprises.forms import registration_people as people
from enterprises.forms.registration_resume import ResumeForm
from enterprises.legal_forms import LegalForm, functions_of
from enterprises.models import Registration
from enterprises.steps import PATHS, Need

STEP_FORMS = [
    forms.LegalFormForm,
    forms.OtherFormForm,
    forms.NumbersForm,
    forms.KnownDetailsForm,
    forms.DetailsForm,
    forms.ContactForm,
    people.RepresentativeForm,
    people.MandateForm,
    people.RseForm,
    people.OtherRseForm,
]


@pytest.mark.parametrize("form", STEP_FORMS)
@given(typed=st.text(max_size=300), legal_form=st.sampled_from(LegalForm.values))
def test_any_text_is_kept_within_its_column_or_refused_in_words(form: Any, typed: str, legal_form: str) -> None:
    registration = Registration(legal_form=legal_form)
    asked = form(dict.fromkeys(form.base_fields, typed), registration=registration)
    if not asked.is_valid():
        assert all(errors for errors in asked.errors.values())
        return
    for name, value in asked.answers.items():
        limit = Registration._meta.get_field(name).max_length
        assert limit is None or len(value) <= limit


@pytest.mark.parametrize("form", LegalForm.values)
def test_a_form_asks_for_the_numbers_of_its_kind(form: str) -> None:
    asked = forms.NumbersForm({}, registration=Registration(legal_form=form))
    path = PATHS[form]
    expected = {name for name, need in (("neq", path.neq), ("rq_number", path.rq_number)) if need == Need.REQUIRED}
    assert set(asked.errors) == (expected or {"neq"})


@pytest.mark.parametrize("form", LegalForm.values)
def test_the_functions_offered_are_those_of_the_form(form: str) -> None:
    asked = people.RepresentativeForm(registration=Registration(legal_form=form))
    assert [value for value, _label in asked.fields["representative_function"].choices] == functions_of(form)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "typed",
    ["1190 000 019", "1190-000-019", "1190\u00a0000\u00a0019", " 1190000019 ", "1190\u2009000\u2009019"],
)
def test_a_number_is_read_as_people_paste_it(typed: str) -> None:
    asked = forms.NumbersForm({"neq": typed}, registration=Registration(legal_form=LegalForm.CORPORATION))
    assert asked.is_valid()
    assert asked.cleaned_data["neq"] == "1190000019"


def test_only_governments_and_institutions_have_no_sector() -> None:
    without = [
        form
        for form in LegalForm.values
        if "sector" not in forms.DetailsForm(registration=Registration(legal_form=form)).fields
    ]
    assert without == [LegalForm.INSTITUTION, LegalForm.GOVERNMENT]


@pytest.mark.parametrize("typed", ["ins 2026 7kq4 m2xd", "INS-2026-7KQ4-M2XD", "INS–2026–7KQ4–M2XD"])
def test_a_reference_is_read_however_it_is_typed(typed: str) -> None:
    form = ResumeForm({"reference": typed, "email": "a@exemple.ca"})
    assert form.is_valid()
    assert form.cleaned_data["reference"] == "INS-2026-7KQ4-M2XD"


@pytest.mark.parametrize("typed", ["INS-2026-7KQ4", "7KQ4M2XD", "INS-2026-0OI1-M2XD", "é"])
def test_a_reference_that_is_none_is_refused_with_an_example(typed: str) -> None:
    form = ResumeForm({"reference": typed, "email": "a@exemple.ca"})
    assert form.errors["reference"] == ["Entrez un numéro comme INS-2026-7KQ4-M2XD"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_phone_comes_back_as_people_write_it_and_is_read_again(language: str) -> None:
    with translation.override(language):
        shown = people.OtherRseForm(registration=Registration(rse_phone="4185550123x12"))["rse_phone"].value()
        again = people.OtherRseForm({"rse_phone": shown}, registration=Registration())
        again.is_valid()
    assert shown.startswith("418\u00a0555-0123, ")
    assert again.cleaned_data["rse_phone"] == "4185550123x12"
