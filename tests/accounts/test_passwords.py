"""A chosen password: long enough, not common in either language, without the code of its owner."""

import pytest
from django.contrib.auth.hashers import make_password
from hypothesis import given
from hypothesis import strategies as st

from accounts.forms.password_field import NewPasswordForm
from accounts.passwords import LONGEST, PasswordFault, password_faults

CODE = "KLTR4829"


@pytest.mark.parametrize(
    "password",
    [
        "quatre chevaux bleus 27",
        "La pluie tombe sur Gaspé",
        "ᐃᓄᒃᑎᑐᑦ ᐅᖃᓕᒫᒐᖅ 7",
        "🦫🌲🍁 trois-castors",
        " espaces gardés dedans ",
    ],
)
def test_a_phrase_is_welcome_in_any_alphabet(password: str) -> None:
    assert list(password_faults(password, user_code=CODE)) == []


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("", PasswordFault.SHORT),
        ("onze carac.", PasswordFault.SHORT),
        ("a" * 129, PasswordFault.LONG),
        ("password1234", PasswordFault.COMMON),
        ("motdepasse1234", PasswordFault.COMMON),
        ("MotDePasse2024!", PasswordFault.COMMON),
        ("M0tDeP@sse123", PasswordFault.COMMON),
        ("soleilsoleil12", PasswordFault.COMMON),
        ("canadiens1234", PasswordFault.COMMON),
        ("azertyuiop12", PasswordFault.COMMON),
        ("123456789012", PasswordFault.COMMON),
        ("a" * 128, PasswordFault.COMMON),
        ("trois castors kltr4829 roux", PasswordFault.CODE),
    ],
)
def test_a_weak_password_has_one_fault(password: str, fault: PasswordFault) -> None:
    assert list(password_faults(password, user_code=CODE)) == [fault]


@given(st.text(max_size=LONGEST + 5))
def test_any_text_gets_an_answer(password: str) -> None:
    assert len(list(password_faults(password, user_code=CODE))) <= 1


def test_the_field_says_what_to_do_and_keeps_spaces() -> None:
    form = NewPasswordForm({"password": " deux  castors roux! "}, user_code=CODE)
    assert form.is_valid()
    assert form.cleaned_data["password"] == " deux  castors roux! "
    refused = NewPasswordForm({"password": f"un {CODE} dedans"}, user_code=CODE)
    assert refused.errors == {"password": ["Le mot de passe ne doit pas contenir votre code d’utilisateur"]}
    assert NewPasswordForm({"password": ""}).errors == {"password": ["Créez un mot de passe"]}


def test_the_page_never_gives_the_password_back() -> None:
    shown = str(NewPasswordForm({"password": "motdepasse1234"}, user_code=CODE))
    assert "motdepasse1234" not in shown
    assert 'autocomplete="new-password"' in shown


def test_ten_thousand_characters_are_refused_before_any_hash() -> None:
    assert list(NewPasswordForm({"password": "é" * 10_000}).errors) == ["password"]
    assert make_password("🦫" * LONGEST).startswith("argon2")
