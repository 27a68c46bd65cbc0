"""What of a secret may be shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clicsequr.kernel import masking
from tests.kernel import strategies as some

MASKS = [
    masking.mask_nas, masking.mask_user_code, masking.mask_email, masking.mask_name,
    masking.mask_address, masking.mask_postal_code,
]  # fmt: skip


@pytest.mark.parametrize(
    ("mask", "secret", "shown"),
    [
        (masking.mask_nas, "046454286", "••• ••• 286"),
        (masking.mask_nas, "0464", "•••"),
        (masking.mask_user_code, "KLTR4829", "KL•••••9"),
        (masking.mask_user_code, "KLTR4", "•••"),
        (masking.mask_email, "jean.tremblay@exemple.ca", "j•••@exemple.ca"),
        (masking.mask_email, "j@exemple.ca", "•••@exemple.ca"),
        (masking.mask_email, "exemple.ca", "•••"),
        (masking.mask_name, "Marie-Ève D'Amours", "M••• D•••"),
        (masking.mask_address, "3800, rue de Marly, Québec", "3•••, r••• d••• M•••, Q•••"),
        (masking.mask_postal_code, "G1X 4A5", "G1X •••"),
        (masking.mask_postal_code, "G1X", "•••"),
    ],
)
def test_mask_shows_enough_for_the_owner_and_no_more(mask: type[str], secret: str, shown: str) -> None:
    assert mask(secret) == shown


@pytest.mark.parametrize("mask", MASKS)
def test_mask_of_nothing_holds_nothing(mask: type[str]) -> None:
    assert set(mask("")) <= {"•"}


@pytest.mark.parametrize("mask", MASKS)
@given(secret=st.text(max_size=40))
def test_no_mask_gives_back_what_it_hides(mask: type[str], secret: str) -> None:
    assert "•" in mask(secret) or not secret.strip()


@given(some.nas_numbers)
def test_mask_of_a_nas_hides_six_of_its_nine_digits(nas: str) -> None:
    assert sum(character.isdigit() for character in masking.mask_nas(nas)) == 3
