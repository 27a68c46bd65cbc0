"""The outbox: owed in the business transaction, relayed by beat, done in the transaction of its effect."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.models import OutboxMessage
from clicsequr.kernel.statements import insert

logger = logging.getLogger(__name__)

BATCH = 200
LONGEST_WAIT = timedelta(hours=1)
ATTEMPTS = 40  # about a day and a half of growing waits; then an operator decides (docs/operate.md)

Handler = Callable[..., None]


def enqueue(handler: Handler, **arguments: Any) -> None:
    """Owe one call of `handler(message, **arguments)`, a function of a `notifications` module; ids only."""
    name = f"{handler.__module__}.{handler.__qualname__}"
    if not handler.__module__.endswith("notifications"):
        raise ValueError(f"{name} is not in a notifications module.")
    insert(OutboxMessage(handler=name, arguments=arguments))


def wait_after(attempts: int) -> timedelta:
    """Give the wait before the next try: 10 s, doubled each time, one hour at most."""
    return min(timedelta(seconds=10 * 2 ** min(attempts, 12)), LONGEST_WAIT)


@transaction.atomic
def claim_due(*, now: datetime, limit: int = BATCH) -> list[UUID]:
    """Take due rows that no other relay holds and push their next try forward; give their ids."""
    due = OutboxMessage.objects.filter(done_at=None, abandoned_at=None, due_at__lte=now).order_by("due_at")
    rows = list(due.select_for_update(skip_locked=True).only("id", "attempts")[:limit])
    for row in rows:
        row.due_at = now + wait_after(row.attempts)
        row.attempts += 1
        row.abandoned_at = now if row.attempts > ATTEMPTS else None
    OutboxMessage.objects.bulk_update(rows, ["due_at", "attempts", "abandoned_at"])
    return [row.id for row in rows if not row.abandoned_at]


def deliver(message_id: UUID) -> bool:
    """Do what the row owes, once; a failure leaves it owed and noted by its class name. True when done now."""
    try:
        with transaction.atomic():
            message = OutboxMessage.objects.select_for_update().filter(pk=message_id, done_at=None).first()
            if message is None:
                return False
            import_string(message.handler)(message, **message.arguments)
            message.done_at = timezone.now()
            message.save(update_fields=["done_at"])
    except Exception as error:  # the boundary of a task: any failure is noted and tried again
        logger.exception("outbox.failed", extra={"outbox_id": str(message_id)})
        OutboxMessage.objects.filter(pk=message_id).update(last_error=type(error).__name__)
        return False
    return True
