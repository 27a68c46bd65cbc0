"""The one way to write the journal."""

from typing import Any

from django.db.models import Model

from accounts.actors import OutsideActor
from accounts.events import Event
from accounts.models import JournalEntry, User
from accounts.request_context import current_origin
from clicsequr.kernel.statements import insert


def record(
    event: Event,
    *,
    by: User | OutsideActor,
    subject: Model,
    on_behalf_of: object = "",
    reason: str = "",
    **details: Any,
) -> None:
    """Write one fact in the running transaction; `details` hold codes, ids and states, never what a person typed.

    `on_behalf_of` is the id of the enterprise the fact belongs to. The chain is closed by the database at commit.
    """
    origin = current_origin.get()
    entry = JournalEntry(
        action=event.code,
        actor_id=str(by.pk or ""),
        actor_label=by.username if isinstance(by, User) else by.label,
        on_behalf_of=str(on_behalf_of or ""),
        subject_type=subject._meta.label,  # noqa: SLF001 - _meta is public
        subject_id=str(subject.pk),
        reason=reason,
        details=details,
        address=origin.address,
        request_id=origin.request_id,
    )
    insert(entry)
