"""Secrets are found by their shape, however they are spaced; other numbers are left alone."""

import pytest

from clicsequr.kernel.secrecy import holds_secret, without_secrets


@pytest.mark.parametrize(
    "written", ["123456", "123 456", "123-456", "123\u00a0456", "12 34 56", "1 2 3 4 5 6", "046 454 286", "046454286"]
)
def test_a_code_of_six_digits_or_a_nas_is_found(written: str) -> None:
    assert holds_secret(f"Elle dit {written}, puis raccroche.")
    assert written not in without_secrets(f"Elle dit {written}, puis raccroche.")


@pytest.mark.parametrize(
    "written",
    [
        "418 555-0123",
        "1 866 423-3234",
        "1190 000 019",
        "2026-11-23",
        "2026-11",
        "12345",
        "1234567",
        "poste 1234",
        "1 234,56 $",
        "INS-2026-0001",
        "G1R 5V7",
        "de 9 h à 17 h 30",
    ],
)
def test_a_telephone_a_number_of_enterprise_a_date_or_an_hour_is_none(written: str) -> None:
    text = f"Rappeler, {written} selon elle."
    assert without_secrets(text) == text


def test_the_words_around_stay() -> None:
    assert without_secrets("Le code 123 456 du 3 mai.") == "Le code •••••• du 3 mai."
