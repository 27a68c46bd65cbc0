"""What a person has chosen so far in place of the image, the phrase and the questions (R-04), in the browser alone."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from accounts.models import User
from accounts.stages import password_mark
from accounts.states import Portal
from citizens.rules.answers import QUESTIONS, comparable
from clicsequr.kernel.sealed_cookies import SealedCookie

STEPS = ("image", "phrase", *(f"question-{place}" for place in range(1, QUESTIONS + 1)))


@dataclass(frozen=True, kw_only=True, repr=False)
class OptionsDraft:
    """The choices of `subject`, whose password was right under `mark`; without a `repr`, which a log could hold."""

    subject: str
    mark: str
    image: str = ""
    phrase: str = ""
    answers: Sequence[Sequence[str]] = ()

    @property
    def next_step(self) -> str:
        """Give the first step that is not done, the last one when all are."""
        if not self.image:
            return "image"
        return STEPS[min(2 + len(self.answers), len(STEPS) - 1)] if self.phrase else "phrase"

    @property
    def is_complete(self) -> bool:
        return bool(self.image and self.phrase) and len(self.answers) == QUESTIONS

    def may_show(self, step: str) -> bool:
        return STEPS.index(step) <= STEPS.index(self.next_step)

    def others(self, place: int) -> list[Sequence[str]]:
        """Give the questions and answers of the other places."""
        return [pair for position, pair in enumerate(self.answers) if position != place]

    def holds_answer(self, typed: str, *, besides: int) -> bool:
        return comparable(typed) in [comparable(answer) for _question, answer in self.others(besides)]

    def with_answer(self, place: int, pair: Sequence[str]) -> "OptionsDraft":
        answers = list(self.answers)
        answers[place : place + 1] = [pair]
        return replace(self, answers=answers)


COOKIE = SealedCookie(
    "options",
    purpose="citizens.options_draft",
    lasts=timedelta(minutes=30),
    holds=[one.name for one in fields(OptionsDraft)],
)


def begin_options(response: HttpResponseBase, user: User) -> None:
    """Start anew for an account whose owner has just given the right password."""
    keep_options(response, OptionsDraft(subject=str(user.pk), mark=password_mark(user)))


def keep_options(response: HttpResponseBase, draft: OptionsDraft) -> None:
    COOKIE.put(response, asdict(draft), now=timezone.now())


def kept_options(request: HttpRequest) -> tuple[OptionsDraft, User] | None:
    """Give the choices and their account; nothing once the half hour is over, or the password is another one."""
    kept: dict[str, Any] | None = COOKIE.read(request, now=timezone.now())
    if kept is None:
        return None
    draft = OptionsDraft(**kept)
    user = User.objects.filter(pk=UUID(draft.subject), portal=Portal.CITIZENS).first()
    return (draft, user) if user is not None and password_mark(user) == draft.mark else None


def forget_options(response: HttpResponseBase) -> None:
    COOKIE.forget(response)
