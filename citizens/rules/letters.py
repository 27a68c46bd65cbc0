"""Codes by post: what one looks like, how often a mailbox gets one, and how long it serves (screens.md C-14)."""

import secrets
from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from citizens.states import LetterState
from clicsequr.kernel.references import ALPHABET
from clicsequr.kernel.typed import Fault, InvalidIdentifier, compact

LENGTH = 10  # 49 bits: many places cannot guess it in the days it serves
GROUP = 5
OPEN = (LetterState.TO_PRINT, LetterState.PRINTED, LetterState.POSTED)
QUEUED = (LetterState.TO_PRINT, LetterState.PRINTED)


def new_letter_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))


def format_letter_code(code: str) -> str:
    """Show « 7KQ4M-2XDPR »."""
    return f"{code[:GROUP]}-{code[GROUP:]}"


def normalise_letter_code(value: str) -> str:
    """Give the ten letters and digits; one that no letter prints is a fault of reading, told without a try."""
    code = compact(value).upper()
    if len(code) != LENGTH:
        raise InvalidIdentifier(Fault.LENGTH, length=len(code))
    if not set(code) <= set(ALPHABET):
        raise InvalidIdentifier(Fault.CHARACTERS, length=len(code))
    return code


def next_letter_at(*, state: str, requested_at: datetime, posted_at: datetime | None) -> datetime | None:
    """Give from when another letter may leave; nothing while this one has not left: it is the one that is asked for.

    Whoever knows a name and a birthday fills no mailbox, and a letter on its way keeps the time to arrive.
    """
    if state in QUEUED:
        return None
    return (posted_at or requested_at) + timedelta(days=settings.CODE_LETTER_EVERY_DAYS)


def serves_until(posted_at: datetime) -> datetime:
    """Give the end of the last day on which the code of a letter serves."""
    last = timezone.localdate(posted_at) + timedelta(days=settings.CODE_LETTER_DAYS)
    return timezone.make_aware(datetime.combine(last, time.max))


def overdue_before(now: datetime) -> datetime:
    """Give the moment before which a letter that still waits was asked for too long ago."""
    return now - timedelta(days=settings.CODE_LETTER_OVERDUE_DAYS)
