"""Which phrase may be shown to whoever types the code (screens.md V9)."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizens.phrases import draw_phrase
from citizens.rules.phrase import PHRASE_MESSAGES, PhraseFault, normalise_phrase, phrase_fault

CODE = "ROSE2041"
NAMES = ("Ève", "O’Neil-Roy")


@given(st.text())
def test_normalising_twice_changes_nothing(typed: str) -> None:
    assert normalise_phrase(normalise_phrase(typed)) == normalise_phrase(typed)


@given(st.text())
def test_a_phrase_is_one_line_that_turns_nothing_around(typed: str) -> None:
    phrase = normalise_phrase(typed)
    assert not {unicodedata.category(character) for character in phrase} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert phrase == " ".join(phrase.split())


def test_the_persons_own_writing_is_kept() -> None:
    assert normalise_phrase("  Mon  chat\n<b>dort</b>,\tÉté\u202e ") == "Mon chat <b>dort</b>, Été"


@pytest.mark.parametrize(
    ("phrase", "fault"),
    [
        ("", PhraseFault.EMPTY),
        ("a b", PhraseFault.LENGTH),
        ("mot " * 15 + "m", PhraseFault.LENGTH),
        ("anticonstitutionnellement", PhraseFault.WORDS),
        ("bonjour !!!", PhraseFault.WORDS),
        ("mon code est rose-2041", PhraseFault.CODE),
        ("le jardin d'Eve ève", PhraseFault.NAME),
        ("chez les oneil roy", PhraseFault.NAME),
        ("mon numéro 046 454 286", PhraseFault.SECRET),
        ("le code 123 456", PhraseFault.SECRET),
    ],
)
def test_a_phrase_that_may_not_be_chosen(phrase: str, fault: PhraseFault) -> None:
    assert phrase_fault(phrase, user_code=CODE, names=NAMES) == fault
    assert PHRASE_MESSAGES[fault]


@pytest.mark.parametrize(
    "phrase", ["je rêve", "x" * 30 + " " + "y" * 29, "Une rose <b>rouge</b>", "les 7 nains de 1937"]
)
def test_a_phrase_that_may_be_chosen(phrase: str) -> None:
    assert phrase_fault(phrase, user_code=CODE, names=NAMES) is None


@given(st.data())
def test_every_phrase_that_we_make_may_be_chosen(data: st.DataObject) -> None:
    phrase = draw_phrase(lambda limit: data.draw(st.integers(0, limit - 1)))
    assert normalise_phrase(phrase) == phrase
    assert phrase_fault(phrase, user_code=CODE) is None
