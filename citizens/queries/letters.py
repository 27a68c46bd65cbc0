"""Letters as the agents' desk sees them: lists, one file to print, one life. Codes are read for the paper alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from citizens.models import CodeLetter
from citizens.register import PostalAddress, register
from citizens.rules.letters import QUEUED, format_letter_code, overdue_before
from citizens.states import LetterState

QUEUE_COLUMNS = ("number", "language", "state", "requested_at", "printed_at", "printed_by__user_code", "batch")


def letter_queue(show: str, *, now: datetime) -> QuerySet[CodeLetter]:
    """Give the letters of one list, the oldest first, without their codes."""
    lists = {
        "to_print": Q(state=LetterState.TO_PRINT),
        "printed": Q(state=LetterState.PRINTED),
        "overdue": Q(state__in=QUEUED, requested_at__lt=overdue_before(now)),
    }
    rows = CodeLetter.objects.filter(lists[show]).select_related("printed_by").only(*QUEUE_COLUMNS)
    return rows.order_by("requested_at", "pk")


def letter_files() -> QuerySet[CodeLetter]:
    """Give what agents may open of letters: never a code."""
    return CodeLetter.objects.select_related("printed_by").defer("code", "code_index")


def letters_of(person: UUID) -> QuerySet[CodeLetter]:
    return letter_files().filter(person=person).order_by("-requested_at", "pk")


def printed_batch(batch: UUID) -> list[CodeLetter]:
    """Give the letters printed together that are not posted yet, with their codes."""
    rows = CodeLetter.objects.filter(batch=batch, state=LetterState.PRINTED)
    return list(rows.order_by("requested_at", "pk"))


def letters_to_expire(*, now: datetime) -> QuerySet[CodeLetter]:
    return CodeLetter.objects.filter(state=LetterState.POSTED, expires_at__lte=now).order_by("expires_at")


@dataclass(frozen=True, repr=False)
class LetterContent:
    """What is on one letter; without a `repr`, which a log could hold."""

    language: str
    number: str
    code: str
    name: str
    address: tuple[str, ...]
    dated: datetime


def letter_contents(letters: Iterable[CodeLetter]) -> list[LetterContent]:
    """Give what is printed; a letter whose person left the register since is left out."""
    found = [(letter, register().postal_address(letter.person)) for letter in letters]
    return [_content(letter, address) for letter, address in found if address is not None]


def _content(letter: CodeLetter, address: PostalAddress) -> LetterContent:
    city = f"{address.city} ({address.province})" if address.province else address.city
    # Two spaces before the postal code, as Canada Post reads it.
    lines = (address.name, address.line, f"{city}\u00a0\u00a0{address.postal_code}")
    return LetterContent(
        language="en" if letter.language == "en" else "fr",
        number=letter.number,
        code=format_letter_code(letter.code or ""),
        name=address.name,
        address=lines,
        dated=timezone.localtime(letter.printed_at),
    )
