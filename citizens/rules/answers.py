"""What counts as the same answer, and which answers a person may choose (screens.md V10, C-08, S-03)."""

import unicodedata
from collections.abc import Iterable, Sequence
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

QUESTIONS = 4  # seed: four questions with their answers
SHORTEST, LONGEST = 3, 60
# With every space that a hand may add; what is beyond is looked at by no rule.
LONGEST_TYPED = 200
# Letters that no decomposition brings back to those of the keyboard.
_PLAIN = {
    ord(letter): plain
    for letter, plain in zip("œæøłđðħıŧ", ["oe", "ae", "o", "l", "d", "d", "h", "i", "t"], strict=True)
}


class AnswerFault(StrEnum):
    EMPTY = "empty"
    SHORT = "short"
    LONG = "long"
    QUESTION = "question"
    CODE = "code"
    REPEATED = "repeated"


ANSWER_MESSAGES = {
    AnswerFault.EMPTY: _("Entrez une réponse"),
    AnswerFault.SHORT: _("La réponse doit compter au moins 3 caractères"),
    AnswerFault.LONG: _("La réponse compte 60 caractères au plus"),
    AnswerFault.QUESTION: _("La réponse ne doit pas reprendre les mots de la question"),
    AnswerFault.CODE: _("La réponse ne doit pas contenir votre code d’utilisateur"),
    AnswerFault.REPEATED: _("Chaque réponse doit être différente"),
}


def words(typed: str) -> list[str]:
    """Give the words of a text without capitals, accents, signs and invisible characters."""
    folded = unicodedata.normalize("NFKC", typed).casefold().translate(_PLAIN)
    # Twice: what decomposes may hold a capital again, and what folds may hold an accent.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", folded).casefold()).translate(_PLAIN)
    return "".join(filter(None, map(_kept, plain))).split()


def comparable(typed: str) -> str:
    """Give the letters and figures alone: « Saint-Jérôme », « saint jerome » and « SAINTJEROME » are one answer."""
    return "".join(words(typed))


def answer_material(slug: str, typed: str) -> str:
    """Give what is hashed: the answer bound to its question, so that no hash serves for another one."""
    return f"{slug}\x1f{comparable(typed[:LONGEST_TYPED])}"


def answer_fault(
    typed: str, *, question: Iterable[str], user_code: str, others: Iterable[str] = ()
) -> AnswerFault | None:
    """Give what is wrong with an answer, nothing when it may be chosen; `question` is its text in each language."""
    if len(typed) > LONGEST_TYPED or len(" ".join(typed.split())) > LONGEST:
        return AnswerFault.LONG
    answer = comparable(typed)
    if not typed.strip():
        return AnswerFault.EMPTY
    if len(answer) < SHORTEST:
        return AnswerFault.SHORT
    if any(set(words(typed)) <= set(words(text)) or answer == comparable(text) for text in question):
        return AnswerFault.QUESTION
    if comparable(user_code) and comparable(user_code) in answer:
        return AnswerFault.CODE
    return AnswerFault.REPEATED if answer in map(comparable, others) else None


def question_to_ask(slugs: Sequence[str], *, salt: int) -> str:
    """Give the question of this sign-in: the same for the same salt, which changes with a right answer only (S-03)."""
    return slugs[salt % len(slugs)]


def _kept(character: str) -> str:
    """A letter or a figure stays, a mark of any kind goes, all else parts two words."""
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category in {"Ll", "Lo", "Lu", "Lt"}:
        return character
    return "" if category[0] in "MC" or category == "Lm" or character in "'’‘´`" else " "
