"""Celery's way into the outbox and the changes of address that wait."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from accounts.services.email_changes import apply_due_changes
from accounts.services.outbox import claim_due, deliver


@shared_task
def relay_outbox() -> int:
    """Publish the ids of due rows; harmless when two run at once."""
    ids = claim_due(now=timezone.now())
    for message_id in ids:
        deliver_message.delay(str(message_id))
    return len(ids)


# A receiver that gives one byte at a time never reaches the limits of its connection: after this, it is a failure.
@shared_task(soft_time_limit=60)
def deliver_message(message_id: str) -> bool:
    return deliver(UUID(message_id))


@shared_task
def apply_email_changes() -> int:
    """Make the changes of address whose 48 hours have passed (screens.md R-05)."""
    return apply_due_changes(now=timezone.now())
