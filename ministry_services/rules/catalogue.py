"""What a catalogue may hold, and what an answer to a question must be. Pure: no query, no clock."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ministry_services.states import QuestionKind

# First parts of the addresses below /services/ that are pages of ours (urls.py): no service may stand there.
RESERVED_SLUGS = frozenset({"demandes", "fermeture", "qui-me-connaissent"})
TODAY = "today"
LONGEST_TEXT = 500
SHORT_TEXT = 100
_LIMITS = {
    QuestionKind.TEXT: {"maximum"},
    QuestionKind.NUMBER: {"minimum", "maximum", "decimals", "accepted_minimum", "accepted_maximum"},
    QuestionKind.DATE: {"earliest", "latest"},
    QuestionKind.CHOICE: {"accepted"},
}
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?\Z", re.ASCII)


def question_faults(kind: str, choices: Any, limits: Any) -> Iterator[str]:
    """Name what is wrong with the choices and the limits of a question of the catalogue."""
    if kind not in _LIMITS:
        return
    if kind == QuestionKind.CHOICE:
        yield from _choice_faults(choices)
    elif choices:
        yield "only a choice has choices"
    if not isinstance(limits, Mapping):
        yield "limits are a table"
        return
    yield from (f"unknown limit {name!r}" for name in sorted(limits.keys() - _LIMITS[QuestionKind(kind)]))
    if kind == QuestionKind.DATE:
        yield from (f"{name} is neither a date nor {TODAY!r}" for name, value in limits.items() if not _is_limit(value))
    elif kind != QuestionKind.CHOICE:
        yield from (f"{name} is not a number" for name, value in limits.items() if type(value) not in {int, float})
    if kind == QuestionKind.TEXT and not 0 < limits.get("maximum", SHORT_TEXT) <= LONGEST_TEXT:
        yield f"a text has at most {LONGEST_TEXT} characters"


def _choice_faults(choices: Any) -> Iterator[str]:
    keys = {"value", "fr", "en"}
    if not isinstance(choices, list) or len(choices) < 2:
        yield "a choice has at least two choices"
    elif any(
        not isinstance(choice, Mapping) or choice.keys() != keys or not all(choice.values()) for choice in choices
    ):
        yield "each choice has a value, a French text and an English text"
    elif len({choice["value"] for choice in choices}) != len(choices):
        yield "two choices share one value"


def _is_limit(value: Any) -> bool:
    return value == TODAY or (isinstance(value, str) and _date(value) is not None)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def limit_day(value: str | None, *, today: date) -> date | None:
    """Give the day a limit of a date question stands for."""
    return today if value == TODAY else _date(value) if value else None


def number_of(text: str) -> Decimal | None:
    """Read an answer as a number, written as the database keeps it."""
    try:
        return Decimal(text) if _NUMBER.match(text) else None
    except InvalidOperation:
        return None


def answer_is_valid(
    kind: str, value: str, *, required: bool, choices: list[dict[str, str]], limits: Mapping[str, Any], today: date
) -> bool:
    """Say whether a kept answer still fits its question, which may have changed since it was typed."""
    if not value:
        return not required
    if kind == QuestionKind.TEXT:
        return len(value) <= int(limits.get("maximum", SHORT_TEXT))
    if kind == QuestionKind.CHOICE:
        return value in {choice["value"] for choice in choices}
    if kind == QuestionKind.DATE:
        return _within(_date(value), *(limit_day(limits.get(name), today=today) for name in ("earliest", "latest")))
    return _within(number_of(value), limits.get("minimum"), limits.get("maximum"))


def answer_is_accepted(kind: str, value: str, *, limits: Mapping[str, Any]) -> bool:
    """Say whether the service's own rule accepts a valid answer; used only where the decision is automatic."""
    if kind == QuestionKind.NUMBER and value:
        return _within(number_of(value), limits.get("accepted_minimum"), limits.get("accepted_maximum"))
    if kind == QuestionKind.CHOICE and value and "accepted" in limits:
        return value in list(limits["accepted"])
    return True


def _within(value: Any, lowest: Any, highest: Any) -> bool:
    return (
        value is not None
        and not (lowest is not None and value < lowest)
        and not (highest is not None and value > highest)
    )


def refuse_reserved_slug(slug: str) -> None:
    """Validate the code of a service: its public page would hide behind one of ours, or hide it."""
    if slug in RESERVED_SLUGS:
        raise ValidationError(_("Ce code est celui d’une page de clicSÉQUR. Choisissez-en un autre."), code="reserved")
