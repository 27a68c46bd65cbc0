"""What makes one person of two spellings, and which notices serve."""

from datetime import date

import pytest

from citizens.rules.identity import age_on, comparable_name, last_return_year, notice_serves


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ("Marie-Ève", "marie eve"),
        ("Marie-Ève", "MARIEEVE"),
        ("O'Neil", "O’Neil"),
        ("O'Neil", "ONEIL"),
        ("L'Écuyer-Côté", "l ecuyer cote"),
        ("Lebœuf", "LEBOEUF"),
        ("Zoe\u0308", "Zoé"),
        ("Strauß", "STRAUSS"),
    ],
)
def test_spellings_of_one_name_are_one_name(held: str, said: str) -> None:
    assert comparable_name(held) == comparable_name(said)


@pytest.mark.parametrize(("held", "said"), [("Roy", "Roi"), ("Marie-Ève", "Marie"), ("Côté", "Coté b"), ("Luc", "")])
def test_another_name_is_another_name(held: str, said: str) -> None:
    assert comparable_name(held) != comparable_name(said)


@pytest.mark.parametrize(("year", "serves"), [(2027, False), (2026, True), (2025, True), (2021, True), (2020, False)])
def test_a_notice_of_the_last_five_years_serves(year: int, serves: bool) -> None:
    assert notice_serves(year, on=date(2026, 1, 1)) is serves
    assert notice_serves(year, on=date(2026, 12, 31)) is serves


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (date(2012, 11, 23), date(2026, 11, 23), 14),
        (date(2012, 11, 24), date(2026, 11, 23), 13),
        (date(2012, 2, 29), date(2026, 2, 28), 13),
        (date(2012, 2, 29), date(2026, 3, 1), 14),
    ],
)
def test_a_year_is_full_on_the_birthday(born: date, on: date, age: int) -> None:
    assert age_on(born, on=on) == age


@pytest.mark.parametrize(
    ("on", "year"), [(date(2026, 4, 30), 2024), (date(2026, 5, 1), 2025), (date(2026, 12, 31), 2025)]
)
def test_the_last_return_is_of_last_year_once_it_was_due(on: date, year: int) -> None:
    assert last_return_year(on) == year
