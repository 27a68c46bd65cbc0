"""The form every form derives from."""

import pytest
from django import forms

from clicsequr.kernel.fields import IdentifierField, NeqField, ThreePartDateField
from clicsequr.kernel.forms import UNREADABLE, BaseForm


class NoteForm(BaseForm):
    note = forms.CharField(label="Note", required=False)
    neq = NeqField(label="NEQ", required=False)
    since = ThreePartDateField(label="Depuis", required=False)
    tasks = forms.MultipleChoiceField(label="Tâches", required=False, choices=[("a", "A")])


def test_browser_is_told_to_require_nothing_and_labels_end_without_a_colon() -> None:
    html = NoteForm().as_p()
    assert "required" not in html
    assert ">Note</label>" in html


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"note": "a\x00b"}, "note"),
        ({"note": "Ferme \u202e.cni"}, "note"),
        ({"note": "\u2066Ferme"}, "note"),
        ({"note": "x" * 10_001}, "note"),
        ({"neq": "1" * 10_001}, "neq"),
        ({"since_month": "3\x00"}, "since"),
        ({"tasks": ["a", "x" * 10_001]}, "tasks"),
    ],
)
def test_unreadable_or_huge_text_is_refused_once_before_its_field(data: dict[str, object], field: str) -> None:
    form = NoteForm(data)
    assert form.errors == {field: [str(UNREADABLE)]}
    assert field not in form.cleaned_data


def test_text_of_ten_thousand_characters_reaches_its_field() -> None:
    form = NoteForm({"note": "é" * 10_000})
    assert form.is_valid()
    assert form.cleaned_data["note"] == "é" * 10_000


def test_every_field_of_the_form_is_there_again_after_a_refusal() -> None:
    form = NoteForm({"note": "\x00"})
    assert not form.is_valid()
    assert list(form.fields) == ["note", "neq", "since", "tasks"]


def test_identifier_field_without_its_own_rule_cannot_be_used() -> None:
    with pytest.raises(NotImplementedError):
        IdentifierField().clean("1")
