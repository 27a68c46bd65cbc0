"""The creation of an account: which user codes may be chosen, what of it is answered (screens.md V1, C-01 to C-18)."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from citizens.images import image_named
from citizens.questions import question_named
from citizens.rules.answers import QUESTIONS, answer_fault
from citizens.rules.phrase import phrase_fault
from citizens.steps import QUESTION_STEPS, SECRET_STEPS, Step
from clicsequr.kernel.identifiers import normalise_neq
from clicsequr.kernel.secrecy import holds_nas
from clicsequr.kernel.typed import InvalidIdentifier

if TYPE_CHECKING:
    from citizens.models import AccountCreation

SHORTEST, LONGEST = 8, 20
_CHARACTERS = re.compile(r"[A-Z0-9._-]+")
_TEN_DIGITS = re.compile(r"(?<![0-9])[0-9]{10}(?![0-9])")


class UserCodeFault(StrEnum):
    EMPTY = "empty"
    EMAIL = "email"
    LENGTH = "length"
    CHARACTERS = "characters"
    FIRST = "first"
    NUMBER = "number"


USER_CODE_MESSAGES = {
    UserCodeFault.EMPTY: _("Entrez un code d’utilisateur"),
    UserCodeFault.EMAIL: _("Le code d’utilisateur ne doit pas être une adresse de courriel"),
    UserCodeFault.LENGTH: _("Le code d’utilisateur doit compter de 8 à 20 caractères"),
    UserCodeFault.CHARACTERS: _(
        "Le code d’utilisateur ne contient que des lettres sans accent, des chiffres, "
        "des points, des traits d’union et des traits de soulignement"
    ),
    UserCodeFault.FIRST: _("Le code d’utilisateur doit commencer par une lettre"),
    UserCodeFault.NUMBER: _(
        "Le code d’utilisateur ne doit contenir ni numéro d’assurance sociale ni numéro d’entreprise"
    ),
}


def normalise_user_code(typed: str) -> str:
    """Give the code as it is kept: capitals, without the spaces around it; letters outside ASCII stay as they are."""
    kept = typed.strip()
    return kept.upper() if kept.isascii() else kept


def user_code_fault(code: str) -> UserCodeFault | None:
    """Give what is wrong with a normalised code, nothing when it may be chosen (V1)."""
    if not code:
        return UserCodeFault.EMPTY
    if "@" in code:
        return UserCodeFault.EMAIL
    if not SHORTEST <= len(code) <= LONGEST:
        return UserCodeFault.LENGTH
    if not _CHARACTERS.fullmatch(code):
        return UserCodeFault.CHARACTERS
    if not code[0].isalpha():
        return UserCodeFault.FIRST
    return UserCodeFault.NUMBER if holds_nas(code) or _holds_neq(code) else None


def _holds_neq(code: str) -> bool:
    return any(map(_is_neq, _TEN_DIGITS.findall(code)))


def _is_neq(digits: str) -> bool:
    try:
        normalise_neq(digits)
    except InvalidIdentifier:
        return False
    return True


def kept_until(saved_at: datetime, *, days: int) -> datetime:
    """A draft is kept that long after its last answer, then erased."""
    return saved_at + timedelta(days=days)


def chosen_questions(draft: "AccountCreation") -> list[str]:
    """Give the question of each of the four places, nothing where none is chosen yet."""
    kept = json.loads(draft.questions) if draft.questions else []
    return [*kept, *[""] * QUESTIONS][:QUESTIONS]


@dataclass(frozen=True, repr=False)
class TypedSecrets:
    """What the sealed cookie carries, and no draft; without a `repr`, which a log could hold."""

    password_hash: str = ""
    password_for: str = ""  # the user code it was chosen for, which it must not contain
    answers: Mapping[int, tuple[str, str]] = field(default_factory=dict)  # by place: question and answer

    def with_password(self, password_hash: str, *, user_code: str) -> "TypedSecrets":
        return replace(self, password_hash=password_hash, password_for=user_code)

    def with_answer(self, position: int, question: str, answer: str) -> "TypedSecrets":
        return replace(self, answers={**self.answers, position: (question, answer)})

    def answers_beside(self, position: int) -> list[str]:
        return [answer for place, (_question, answer) in self.answers.items() if place != position]

    def as_json(self) -> dict[str, Any]:
        return {"hash": self.password_hash, "for": self.password_for, "answers": list(self.answers.items())}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "TypedSecrets":
        answers = {position: (question, answer) for position, (question, answer) in kept["answers"]}
        return cls(kept["hash"], kept["for"], answers)


@dataclass(frozen=True, repr=False)
class CreationAnswers:
    """A draft with what its browser carries beside it. A step is done while what was chosen there still fits.

    `are_secrets_assumed`: a page opened before the cookie went must not lose what was typed on it.
    """

    draft: "AccountCreation"
    secrets: TypedSecrets = field(default_factory=TypedSecrets)
    is_proven: bool = False
    are_secrets_assumed: bool = False

    @property
    def assuming_secrets(self) -> "CreationAnswers":
        return replace(self, are_secrets_assumed=True)

    @property
    def asks_service(self) -> bool:
        """Only when no service came along (C-17)."""
        return self.draft.service_id is None or self.draft.service_chosen

    @property
    def asks_proof(self) -> bool:
        return self.draft.service is not None and self.draft.service.needs_identity_proof

    @property
    def has_password(self) -> bool:
        kept = bool(self.secrets.password_hash) and self.secrets.password_for == self.draft.user_code
        return self.are_secrets_assumed or kept

    @property
    def has_image(self) -> bool:
        image = image_named(self.draft.image)
        return image is not None and not image.retired

    @property
    def has_phrase(self) -> bool:
        return phrase_fault(self.draft.phrase or "", user_code=self.draft.user_code) is None

    @property
    def has_proof(self) -> bool:
        return self.are_secrets_assumed or self.is_proven

    def has_answer(self, position: int) -> bool:
        """Of the question that the draft holds there: a response lost on the way leaves no answer to another one."""
        if self.are_secrets_assumed:
            return True
        slug, answer = self.secrets.answers.get(position, ("", ""))
        question = question_named(slug)
        if question is None or question.retired or slug != chosen_questions(self.draft)[position - 1]:
            return False
        return answer_fault(answer, question=question.texts, user_code=self.draft.user_code) is None

    def was_given(self, step: Step) -> bool:
        """Say whether a secret now missing was given before: its page says why it asks again."""
        if step not in SECRET_STEPS:
            return False
        if step == Step.PASSWORD:
            return bool(self.draft.email)
        if step == Step.IDENTITY:
            return bool(self.draft.terms_number)
        return bool(chosen_questions(self.draft)[QUESTION_STEPS.index(step)])
