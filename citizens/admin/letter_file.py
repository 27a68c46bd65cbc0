"""What an agent sees of a letter with a code: its number, its dates, what was done; never a code or an address."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from accounts.models import JournalEntry
from accounts.states import Portal
from citizens.admin.citizen_file import Row, fact_of, moment
from citizens.models import CodeLetter
from citizens.queries.agent_file import journal_of_letter
from citizens.queries.identity import accounts_of
from citizens.rules.letters import OPEN, QUEUED, overdue_before
from citizens.states import LetterState

MOST_FACTS = 50
DAY = timedelta(days=1)


def queue_line(letter: CodeLetter, *, now: datetime, batch: UUID | None) -> dict[str, Any]:
    """Give one line of the queue; what waits for the printer, or was printed just now, is checked."""
    return {
        "letter": letter,
        "is_chosen": letter.state == LetterState.TO_PRINT or (batch is not None and letter.batch == batch),
        "age": timesince(letter.requested_at, now, depth=1) if now - letter.requested_at > DAY else _("aujourd’hui"),
        "is_overdue": letter.state in QUEUED and letter.requested_at < overdue_before(now),
        "printed_by": letter.printed_by.user_code if letter.printed_by else "",
    }


def letter_context(letter: CodeLetter, *, is_opened: bool) -> dict[str, Any]:
    """Give what the page of a letter shows; whose accounts it is about only once a reason was given."""
    rows = [
        (_("Langue"), _("anglais") if letter.language == "en" else _("français")),
        (_("Demandée le"), moment(letter.requested_at)),
        (_("Imprimée le"), moment(letter.printed_at)),
        (_("Imprimée par"), letter.printed_by.user_code if letter.printed_by else ""),
        (_("Postée le"), moment(letter.posted_at)),
        (_("Code valide jusqu’au"), moment(letter.expires_at)),
        (_("Terminée le"), moment(letter.closed_at)),
    ]
    state = {"key": _("État"), "value": letter.get_state_display(), "state": letter.state}
    return {
        "letter": letter,
        "rows": [state, *({"key": key, "value": value} for key, value in rows if value)],
        "is_open": letter.state in OPEN,
        "is_opened": is_opened,
        "accounts": list(accounts_of(letter.person)) if is_opened else [],
        "facts": [_fact(entry, is_opened=is_opened) for entry in journal_of_letter(letter)[:MOST_FACTS]],
    }


def _fact(entry: JournalEntry, *, is_opened: bool) -> Row:
    """Leave out the code of a person who acted in session, as the page leaves out the accounts."""
    is_person = entry.actor_label.startswith(f"{Portal.CITIZENS}:")
    return fact_of(entry) | ({"actor": Portal.CITIZENS.label} if is_person and not is_opened else {})
