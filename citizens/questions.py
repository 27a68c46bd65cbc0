"""The security questions, read once from questions.toml, in the language of the page."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language


@dataclass(frozen=True)
class Question:
    slug: str
    fr: str
    en: str
    retired: bool = False

    @property
    def text(self) -> str:
        return self.en if (get_language() or "").startswith("en") else self.fr

    @property
    def texts(self) -> tuple[str, str]:
        return self.fr, self.en


@cache
def questions() -> tuple[Question, ...]:
    """Give every question, those no longer offered too, in the order of the catalogue."""
    with Path(__file__).with_name("questions.toml").open("rb") as file:
        return tuple(Question(**row) for row in tomllib.load(file)["question"])


def offered_questions() -> tuple[Question, ...]:
    return tuple(question for question in questions() if not question.retired)


def question_named(slug: str) -> Question | None:
    return next((question for question in questions() if question.slug == slug), None)
