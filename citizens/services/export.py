"""That a person's data left, and for whom, is recorded before a line of it leaves."""

from django.db import transaction

from accounts.models import User
from accounts.services.journal import record
from citizens import account_events


@transaction.atomic
def note_export(user: User, *, by: User) -> None:
    """Record that the owner takes a copy of what is kept of them."""
    record(account_events.DATA_EXPORTED, by=by, subject=user)
