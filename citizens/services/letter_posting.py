"""Letters at the agents' desk: printed, posted, cancelled; expired by the clock."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.actors import OutsideActor
from accounts.agents import agent_of
from accounts.models import User
from accounts.services.journal import record
from accounts.states import AgentRole
from citizens import events
from citizens.models import CodeLetter
from citizens.register import register
from citizens.rules.letters import OPEN, serves_until
from citizens.states import LETTER_MOVES, LetterState
from clicsequr.kernel.errors import DomainError, NotAllowed

# Who holds the paper, and who may see the list and stop a letter.
PRINTERS = (AgentRole.AGENT,)
DESK = (AgentRole.AGENT, AgentRole.SUPERVISOR)


class LetterClosed(DomainError):
    code = "letter.closed"
    message = _("Cette lettre n’est plus en cours\u00a0: il n’y a rien à annuler. Revenez à la liste.")


@dataclass(frozen=True)
class Printing:
    """What a printing took: its batch, how many letters, and the numbers of those that have no address any more."""

    batch: UUID
    letters: int
    without_address: tuple[str, ...]


@transaction.atomic
def print_letters(letter_ids: Collection[UUID], *, by: User, now: datetime, again: bool = False) -> Printing:
    """Take the letters that wait, or those printed and not posted when `again`, for one file to print.

    One that another agent has just taken is left out, and so is one whose person has no address any more.
    Refuses who does not print, and everything while the register does not answer.
    """
    _check_role(by, PRINTERS)
    taken, without_address, batch = 0, [], uuid4()
    for letter in _locked(letter_ids, LetterState.PRINTED if again else LetterState.TO_PRINT):
        if register().postal_address(letter.person) is None:
            without_address.append(letter.number)
            continue
        letter.state = LETTER_MOVES.check(letter.state, LetterState.PRINTED)
        letter.printed_at, letter.printed_by, letter.batch = now, by, batch
        letter.save(update_fields=["state", "printed_at", "printed_by", "batch"])
        record(events.LETTER_PRINTED, by=by, subject=letter.registered_person, letter=letter.number, again=again)
        taken += 1
    return Printing(batch, taken, tuple(without_address))


@transaction.atomic
def post_letters(letter_ids: Collection[UUID], *, by: User, now: datetime) -> int:
    """Note that printed letters left: their ten days begin and their codes are forgotten. Give how many.

    One already noted, or not printed, is left as it is. Refuses who does not print.
    """
    _check_role(by, PRINTERS)
    posted = 0
    for letter in _locked(letter_ids, LetterState.PRINTED):
        letter.state = LETTER_MOVES.check(letter.state, LetterState.POSTED)
        letter.posted_at, letter.expires_at, letter.code = now, serves_until(now), None
        letter.save(update_fields=["state", "posted_at", "expires_at", "code"])
        record(events.LETTER_POSTED, by=by, subject=letter.registered_person, letter=letter.number)
        posted += 1
    return posted


@transaction.atomic
def cancel_letter(letter: CodeLetter, *, by: User, reason: str, now: datetime) -> CodeLetter:
    """Stop a letter for good, wherever it is; refuse one that has ended (`LetterClosed`)."""
    _check_role(by, DESK)
    locked = CodeLetter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if locked.state not in OPEN:
        raise LetterClosed
    _end(locked, LetterState.CANCELLED, now=now)
    record(events.LETTER_CANCELLED, by=by, subject=locked.registered_person, reason=reason, letter=locked.number)
    return locked


@transaction.atomic
def expire_letter(letter_id: UUID, *, now: datetime, by: OutsideActor) -> None:
    """End a letter whose days are over; leave every other one, so that two clocks at once double nothing."""
    due = CodeLetter.objects.select_for_update(of=("self",)).filter(
        pk=letter_id, state=LetterState.POSTED, expires_at__lte=now
    )
    letter = due.first()
    if letter is not None:
        _end(letter, LetterState.EXPIRED, now=now)
        record(events.LETTER_EXPIRED, by=by, subject=letter.registered_person, letter=letter.number)


@transaction.atomic
def note_file_taken(letters: Collection[CodeLetter], *, by: User) -> None:
    """Note that the codes of printed letters left in a file: a reading, so nothing else changes."""
    for letter in letters:
        record(events.LETTER_FILE_TAKEN, by=by, subject=letter.registered_person, letter=letter.number)


def _locked(letter_ids: Collection[UUID], state: LetterState) -> QuerySet[CodeLetter]:
    wanted = CodeLetter.objects.select_for_update(of=("self",)).filter(pk__in=letter_ids, state=state)
    return wanted.order_by("requested_at", "pk")


def _end(letter: CodeLetter, state: LetterState, *, now: datetime) -> None:
    letter.state = LETTER_MOVES.check(letter.state, state)
    letter.closed_at, letter.code = now, None
    letter.save(update_fields=["state", "closed_at", "code"])


def _check_role(agent: User, roles: tuple[AgentRole, ...]) -> None:
    if not agent_of(agent).has_role(*roles):
        raise NotAllowed
