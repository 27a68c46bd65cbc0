"""An answer as people read it: the words of a choice, a date and a number in the language of the page."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language

from ministry_services.states import QuestionKind

if TYPE_CHECKING:
    from ministry_services.models import EnrolmentQuestion


def answer_shown(question: "EnrolmentQuestion", value: str) -> str:
    """Give the answer in words; a value that no longer fits its question is shown as it was sent."""
    if not value:
        return "–"
    if question.kind == QuestionKind.CHOICE:
        language = "en" if get_language() == "en" else "fr"
        return next((choice[language] for choice in question.choices if choice["value"] == value), value)
    if question.kind == QuestionKind.DATE:
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    if question.kind == QuestionKind.NUMBER:
        return number_format(Decimal(value), force_grouping=False)
    return value
