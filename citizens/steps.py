"""The steps of the creation of an account, as data: their number depends on the service (seed; screens.md §3)."""

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from clicsequr.kernel.journey import Journey

if TYPE_CHECKING:
    from citizens.rules.creation import CreationAnswers


class Step(StrEnum):
    """A page; its value is the last part of its address."""

    SERVICE = "service"  # C-17
    USER_CODE = "code-utilisateur"  # C-02
    PASSWORD = "mot-de-passe"  # noqa: S105 - C-03
    EMAIL = "adresse"  # C-04
    EMAIL_CODE = "courriel"  # C-05
    IMAGE = "image"  # C-06
    PHRASE = "phrase"  # C-07
    QUESTION_1 = "question-1"  # C-08
    QUESTION_2 = "question-2"
    QUESTION_3 = "question-3"
    QUESTION_4 = "question-4"
    IDENTITY = "identite"  # C-09 to C-12, pages of the identity check
    TERMS = "conditions"  # C-16
    CHECK = "verification"  # C-18


QUESTION_STEPS = (Step.QUESTION_1, Step.QUESTION_2, Step.QUESTION_3, Step.QUESTION_4)
# What only the sealed cookie carries: asked again when it is gone, and nothing else.
SECRET_STEPS = frozenset({Step.PASSWORD, *QUESTION_STEPS, Step.IDENTITY})
IDENTITY_PAGES = 4

Question = Callable[["CreationAnswers"], bool]

_IS_DONE: dict[Step, Question] = {
    Step.SERVICE: lambda answers: answers.draft.service_chosen,
    Step.USER_CODE: lambda answers: bool(answers.draft.user_code),
    Step.PASSWORD: lambda answers: answers.has_password,
    Step.EMAIL: lambda answers: bool(answers.draft.email and answers.draft.message_language),
    Step.EMAIL_CODE: lambda answers: answers.draft.email_confirmed_at is not None,
    Step.IMAGE: lambda answers: answers.has_image,
    Step.PHRASE: lambda answers: answers.has_phrase,
    **{
        step: partial(lambda position, answers: answers.has_answer(position), position)
        for position, step in enumerate(QUESTION_STEPS, start=1)
    },
    Step.IDENTITY: lambda answers: answers.has_proof,
    Step.TERMS: lambda answers: bool(answers.draft.terms_number),
    Step.CHECK: lambda _answers: False,  # ends with the account, which ends the draft
}

JOURNEY: Journey[Step, "CreationAnswers"] = Journey(
    steps=tuple(Step),
    is_done=_IS_DONE,
    applies={
        Step.SERVICE: lambda answers: answers.asks_service,
        Step.IDENTITY: lambda answers: answers.asks_proof,
    },
    # Nothing can be changed there once it is done.
    passed_over=frozenset({Step.EMAIL_CODE, Step.IDENTITY}),
    pages={Step.IDENTITY: IDENTITY_PAGES},
)

# What an answer makes void when it changes: those steps are asked again, and nothing else.
CLEARS: dict[str, dict[str, object]] = {"email": {"email_confirmed_at": None}}
