"""What makes one person of two spellings, and which notices serve."""

from datetime import date

import pytest

from citizens.rules.identity import comparable_name, notice_serves


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
