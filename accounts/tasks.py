"""Celery's way into the outbox and the clean-up of what has passed."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from accounts.services.outbox import claim_due, deliver
from accounts.services.purge import purge_passed


@shared_task
def relay_outbox() -> int:
    """Publish the ids of due rows; harmless when two run at once."""
    ids = claim_due(now=timezone.now())
    for message_id in ids:
        deliver_message.delay(str(message_id))
    return len(ids)


@shared_task
def deliver_message(message_id: str) -> bool:
    return deliver(UUID(message_id))


@shared_task
def purge() -> dict[str, int]:
    return purge_passed(now=timezone.now())
