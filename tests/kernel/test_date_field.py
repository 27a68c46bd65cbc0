"""A date in three boxes (screens.md V15)."""

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from freezegun import freeze_time
from hypothesis import given
from hypothesis import strategies as st

from clicsequr.kernel.fields import ThreePartDateField


class StartForm(forms.Form):
    starts_on = ThreePartDateField(label="Début")


def refusal(field: ThreePartDateField, *parts: str) -> tuple[str, tuple[int, ...]]:
    with pytest.raises(ValidationError) as error:
        field.clean(list(parts))
    return error.value.messages[0], error.value.params["parts"]


@given(st.dates(), st.sampled_from(["{}", "0{}", " {} ", "\u202f{}"]))
def test_every_real_date_is_read(day: date, shape: str) -> None:
    typed = [shape.format(day.day) if day.day < 10 else str(day.day), str(day.month), f"{day.year:04}"]
    assert ThreePartDateField().clean(typed) == day


@pytest.mark.parametrize(
    ("parts", "message", "wrong"),
    [
        (("", "3", "2026"), "La date doit comprendre un jour", (0,)),
        (("27", "", "2026"), "La date doit comprendre un mois", (1,)),
        (("27", "3", " "), "La date doit comprendre une année", (2,)),
        (("", "", "2026"), "La date doit comprendre un jour et un mois", (0, 1)),
        (("", "3", ""), "La date doit comprendre un jour et une année", (0, 2)),
        (("27", "", ""), "La date doit comprendre un mois et une année", (1, 2)),
        (("31", "2", "2026"), "Cette date n’existe pas", (0,)),
        (("29", "2", "2100"), "Cette date n’existe pas", (0,)),
        (("1", "13", "2026"), "Cette date n’existe pas", (1,)),
        (("1", "1", "0000"), "Cette date n’existe pas", (2,)),
        (("1", "1", "26"), "L’année doit compter 4 chiffres", (2,)),
        (("1er", "mars", "2026"), "Entrez la date en chiffres, par exemple 27 3 2026", (0, 1)),
        (("١", "3", "2026"), "Entrez la date en chiffres, par exemple 27 3 2026", (0,)),
        (("1", "3", "9" * 50), "Entrez la date en chiffres, par exemple 27 3 2026", (2,)),
        (("1", "3", "9" * 9_000), "Entrez la date en chiffres, par exemple 27 3 2026", ()),
    ],
)
def test_wrong_date_names_what_is_wrong_and_where(parts: tuple[str, ...], message: str, wrong: tuple[int, ...]) -> None:
    assert refusal(ThreePartDateField(), *parts) == (message, wrong)


@freeze_time("2026-11-23 13:05:00")
@pytest.mark.parametrize(
    ("limits", "typed", "message"),
    [
        ({"earliest": timezone.localdate}, ("22", "11", "2026"), "La date doit être aujourd’hui ou plus tard"),
        ({"latest": timezone.localdate}, ("24", "11", "2026"), "La date doit être aujourd’hui ou plus tôt"),
        ({"earliest": date(2026, 1, 2)}, ("1", "1", "2026"), "La date doit être le 2 janvier 2026 ou plus tard"),
        ({"latest": date(2026, 1, 2)}, ("3", "1", "2026"), "La date doit être le 2 janvier 2026 ou plus tôt"),
    ],
)
def test_date_beyond_its_limit_says_the_limit(limits: dict[str, date], typed: tuple[str, ...], message: str) -> None:
    assert refusal(ThreePartDateField(**limits), *typed) == (message, ())


@freeze_time("2026-11-23 13:05:00")
def test_limit_itself_is_inside() -> None:
    field = ThreePartDateField(earliest=timezone.localdate, latest=timezone.localdate)
    assert field.clean(["23", "11", "2026"]) == date(2026, 11, 23)


def test_empty_date_is_an_error_only_where_a_date_is_needed() -> None:
    assert ThreePartDateField(required=False).clean(["", " ", ""]) is None
    with pytest.raises(ValidationError, match="Entrez une date"):
        ThreePartDateField().clean(["", "", ""])


def test_boxes_come_in_the_order_day_month_year_and_keep_what_was_typed() -> None:
    html = str(StartForm({"starts_on_day": "31", "starts_on_month": "février", "starts_on_year": ""})["starts_on"])
    day, month, year = (html.index(f'name="starts_on_{part}"') for part in ("day", "month", "year"))
    assert day < month < year
    assert 'value="31"' in html
    assert 'value="février"' in html


def test_box_and_its_label_share_an_id() -> None:
    html = str(StartForm()["starts_on"])
    for part in ("day", "month", "year"):
        assert html.count(f'"id_starts_on_{part}"') == 2


def test_error_link_lands_on_the_first_wrong_box() -> None:
    form = StartForm({"starts_on_day": "1", "starts_on_month": "13", "starts_on_year": "2026"})
    assert not form.is_valid()
    assert form["starts_on"].error_target == "id_starts_on_month"


def test_known_date_fills_the_boxes_and_counts_as_unchanged() -> None:
    typed = {"starts_on_day": "2", "starts_on_month": "1", "starts_on_year": "2026"}
    form = StartForm(typed, initial={"starts_on": date(2026, 1, 2)})
    assert form.is_valid()
    assert form.changed_data == []
    assert 'value="2026"' in str(StartForm(initial={"starts_on": date(2026, 1, 2)})["starts_on"])
