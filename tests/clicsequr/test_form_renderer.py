"""A form shows itself in the design system, and its error summary lands on the box to correct."""

import re

from django import forms
from django.template.loader import render_to_string
from django.test import override_settings

from clicsequr.kernel.date_field import ThreePartDateField
from clicsequr.kernel.forms import BaseForm

COMPLETE = {"name": "Tremblay", "start_day": "1", "start_month": "3", "start_year": "2026", "who": "rse", "terms": "on"}


class Sample(BaseForm):
    name = forms.CharField(label="Nom", help_text="Tel qu’il figure <ici>")
    invitation = forms.CharField(label="Numéro d’invitation", required=False)
    start = ThreePartDateField(label="Début")
    who = forms.ChoiceField(choices=[("rse", "Responsable"), ("ra", "Représentant")], widget=forms.RadioSelect)
    password = forms.CharField(required=False, widget=forms.PasswordInput)
    terms = forms.BooleanField(label="J’accepte")


def sample(**changes: str) -> Sample:
    return Sample({**COMPLETE, **changes})


def targets(form: forms.Form) -> list[str]:
    return re.findall(r'<li><a href="#([^"]+)"', render_to_string("components/error_summary.html", {"form": form}))


def test_a_right_form_has_no_summary():
    assert targets(sample()) == []
    assert "govuk-error-summary" not in render_to_string("components/error_summary.html", {"form": sample()})


def test_summary_links_to_the_field_the_first_choice_and_the_box():
    form = Sample({})
    assert targets(form) == ["id_name", "id_start_day", "id_who_0", "id_terms"]
    assert all(f'id="{target}"' in form.render() for target in targets(form))


def test_only_the_wrong_box_of_a_date_is_marked():
    form = sample(start_month="")
    assert targets(form) == ["id_start_month"]
    boxes = re.findall(r"<input[^>]*id_start_[^>]*>", form["start"].as_field_group())
    assert [("aria-invalid" in box) for box in boxes] == [False, True, False]
    assert "wrong_parts" not in form.render()


def test_a_date_that_names_no_box_marks_all():
    boxes = re.findall(r"<input[^>]*id_start_[^>]*>", Sample({})["start"].as_field_group())
    assert ["aria-invalid" in box for box in boxes] == [True, True, True]


def test_a_refusal_of_the_whole_form_stands_in_the_summary_without_link():
    form = sample()
    form.add_error(None, "Code d’utilisateur ou mot de passe inexact")
    summary = render_to_string("components/error_summary.html", {"form": form})
    assert "<li>Code d’utilisateur ou mot de passe inexact</li>" in summary


def test_errors_and_hints_are_tied_to_their_field():
    markup = sample(name="")["name"].as_field_group()
    assert 'aria-describedby="id_name_helptext id_name_error"' in markup
    assert 'id="id_name_helptext"' in markup
    assert 'id="id_name_error"' in markup
    assert "&lt;ici&gt;" in markup


def test_optional_is_said_and_required_is_left_to_the_server():
    markup = Sample().render()
    assert "Numéro d’invitation (facultatif)" in markup
    assert "Nom (facultatif)" not in markup
    assert " required" not in markup


def test_a_password_is_never_written_back():
    assert "trop secret" not in sample(password="trop secret", name="").render()


@override_settings(LANGUAGE_CODE="fr")
def test_no_widget_brings_inline_style_or_script():
    assert not re.search(r"<script|\sstyle=|\son\w+=", Sample({}).render())
