"""Names and e-mail addresses (screens.md V3, V14)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clicsequr.kernel.contact import normalise_email, normalise_person_name
from clicsequr.kernel.typed import Fault, InvalidIdentifier


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  Zoé  ", "Zoé"),
        ("D’Amours", "D'Amours"),
        ("D‘Amours", "D'Amours"),
        ("O'Neil", "O'Neil"),
        ("Marie\u00a0Ève", "Marie Ève"),
        ("Jean\u2011Marc", "Jean-Marc"),
        ("Ze\u0301phirin", "Zéphirin"),
        ("Nguyễn Thị", "Nguyễn Thị"),
        ("李", "李"),
        ("x" * 60, "x" * 60),
    ],
)
def test_name_is_kept_with_its_accents_and_plain_apostrophes(typed: str, name: str) -> None:
    assert normalise_person_name(typed) == name


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", Fault.EMPTY),
        ("\u00a0\u200b", Fault.EMPTY),
        ("-", Fault.CHARACTERS),
        ("Jean2", Fault.CHARACTERS),
        ("<b>Jean</b>", Fault.CHARACTERS),
        ("Jean\x00", Fault.CHARACTERS),
        ("Jean\u202e", Fault.CHARACTERS),
        ("x" * 61, Fault.LENGTH),
        ("x" * 10_000, Fault.LENGTH),
    ],
)
def test_what_is_no_name_is_refused_for_its_own_reason(typed: str, fault: Fault) -> None:
    with pytest.raises(InvalidIdentifier) as refusal:
        normalise_person_name(typed)
    assert refusal.value.code == fault


@pytest.mark.parametrize(
    ("typed", "email"),
    [
        (" nom@exemple.ca ", "nom@exemple.ca"),
        ("Nom.Prenom+impots@EXEMPLE.CA", "Nom.Prenom+impots@exemple.ca"),
        ("nom@université.example", "nom@université.example"),
        ("nom@xn--universit-i1a.example", "nom@xn--universit-i1a.example"),
        ("\ufeffnom@exemple.ca", "nom@exemple.ca"),
        ("a" * 64 + "@exemple.ca", "a" * 64 + "@exemple.ca"),
    ],
)
def test_plausible_address_is_kept_with_its_domain_in_lower_case(typed: str, email: str) -> None:
    assert normalise_email(typed) == email


@pytest.mark.parametrize(
    "typed",
    [
        "nom", "nom@", "@exemple.ca", "nom@exemple", "nom@localhost", "nom@[127.0.0.1]", "nom exemple@exemple.ca",
        "a@b@exemple.ca", "prénom@exemple.ca", "nom@exemple..ca", "nom@-exemple.ca", '"nom"@exemple.ca',
        "nom@exemple.ca\nBcc: autre@exemple.ca", "nom@exemple.ca\x00", "nom\n@exemple.ca", "nom@exemple.ca,",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(InvalidIdentifier) as refusal:
        normalise_email(typed)
    assert refusal.value.code == Fault.CHARACTERS


@pytest.mark.parametrize(
    "typed",
    ["a" * 65 + "@exemple.ca", "nom@" + "é." * 60 + "ca", "a@" + "b." * 5_000 + "ca"],
    ids=["local part", "domain once encoded", "ten thousand characters"],
)
def test_address_too_long_for_mail_is_refused(typed: str) -> None:
    with pytest.raises(InvalidIdentifier) as refusal:
        normalise_email(typed)
    assert refusal.value.code == Fault.LENGTH


@pytest.mark.parametrize("normalise", [normalise_email, normalise_person_name])
@given(value=st.text(max_size=80) | st.emails())
def test_whatever_is_typed_gives_a_stable_form_or_a_fault(normalise: type[str], value: str) -> None:
    try:
        stored = normalise(value)
    except InvalidIdentifier:
        return
    assert normalise(stored) == stored
