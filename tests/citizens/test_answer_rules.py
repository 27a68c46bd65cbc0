"""What counts as the same answer, and which answers may be chosen (screens.md V10)."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizens.rules.answers import ANSWER_MESSAGES, AnswerFault, answer_fault, comparable, question_to_ask, words

CODE = "MARIE.TREMBLAY"
QUESTION = ("Quel jouet perdu ou brisé vous a fait le plus de peine?", "Which lost or broken toy made you the saddest?")

# What keyboards of here give; other alphabets are kept as they are.
letters = st.text("abcdefghijklmnopqrstuvwxyzàâäéèêëîïôöùûüÿçœæñABCÉÀÇŒÆ0123456789", min_size=1, max_size=12)
gaps = st.sampled_from(
    [" ", "  ", "-", "\u2011", "\u2013", "\u00a0", "'", "’", ", ", ".", "\u00ad", "\u200b", "!", "« "]
)


@given(st.text())
def test_comparing_twice_changes_nothing(typed: str) -> None:
    assert comparable(comparable(typed)) == comparable(typed)


@given(letters)
def test_capitals_make_no_other_answer(typed: str) -> None:
    assert comparable(typed.upper()) == comparable(typed.lower()) == comparable(typed)


@given(letters)
def test_accents_make_no_other_answer(typed: str) -> None:
    bare = "".join(
        character for character in unicodedata.normalize("NFD", typed) if not unicodedata.combining(character)
    )
    assert comparable(bare) == comparable(typed)


@given(st.text(), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_every_keyboard_writes_the_same_answer(typed: str, form: str) -> None:
    assert comparable(unicodedata.normalize(form, typed)) == comparable(typed)


@given(st.lists(letters, min_size=1, max_size=4), st.data())
def test_hyphens_apostrophes_and_spaces_make_no_other_answer(parts: list[str], data: st.DataObject) -> None:
    typed = "".join(part + data.draw(gaps) for part in parts)
    assert comparable(typed) == comparable("".join(parts))


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("Saint-Jérôme", "saint jerome"),
        ("L’Île-d'Orléans", "lile dorleans"),
        ("  La   GRANGE. ", "la grange"),
        ("Ma sœur", "ma soeur"),
        ("Ｔoto", "toto"),
        ("nº 12", "no 12"),
        ("١٢٣", "123"),
        ("O.N.U.", "onu"),
    ],
)
def test_the_same_answer_typed_otherwise(typed: str, same: str) -> None:
    assert comparable(typed) == comparable(same)


def test_other_letters_are_another_answer() -> None:
    assert comparable("Saint-Jérôme") != comparable("Sainte-Jérôme")
    assert comparable("Михаил") == "михаил"


def test_words_are_parted_where_people_part_them() -> None:
    assert words("Derrière l’école, là-bas!") == ["derriere", "lecole", "la", "bas"]


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", AnswerFault.EMPTY),
        (" \u00a0 ", AnswerFault.EMPTY),
        ("ab", AnswerFault.SHORT),
        ("a - b", AnswerFault.SHORT),
        ("!!!???", AnswerFault.SHORT),
        ("a" * 61, AnswerFault.LONG),
        ("a b" + " " * 200, AnswerFault.LONG),
        ("le jouet", AnswerFault.QUESTION),
        ("Quel jouet perdu ou brisé vous a fait le plus de peine", AnswerFault.QUESTION),
        ("BROKEN toy", AnswerFault.QUESTION),
        ("marie tremblay", AnswerFault.CODE),
        ("moi, Marie-Tremblay", AnswerFault.CODE),
        ("Un camion  BLEU", AnswerFault.REPEATED),
    ],
)
def test_an_answer_that_may_not_be_chosen(typed: str, fault: AnswerFault) -> None:
    assert answer_fault(typed, question=QUESTION, user_code=CODE, others=["un camion-bleu"]) == fault
    assert ANSWER_MESSAGES[fault]


@pytest.mark.parametrize("typed", ["Zoé", "le jouet de Zoé", "x" * 60, "12 août", "Marie", "猫の名前"])
def test_an_answer_that_may_be_chosen(typed: str) -> None:
    assert answer_fault(typed, question=QUESTION, user_code=CODE, others=["autre chose"]) is None


@given(st.integers(min_value=0, max_value=2**62))
def test_the_question_to_ask_depends_on_the_salt_alone(salt: int) -> None:
    slugs = ["a", "b", "c", "d"]
    assert question_to_ask(slugs, salt=salt) == question_to_ask(slugs, salt=salt) == slugs[salt % 4]


def test_every_question_has_its_turn() -> None:
    assert {question_to_ask(["a", "b", "c", "d"], salt=salt) for salt in range(4)} == {"a", "b", "c", "d"}
