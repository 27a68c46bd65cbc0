"""Handlers for the tests of the outbox: an effect in the database, a failure, a failure after the effect."""

import secrets
from datetime import datetime

from django.utils import timezone

from accounts.models import OutboxMessage, Throttle


def leaves_a_row(message: OutboxMessage, *, at: str = "") -> None:
    moment = datetime.fromisoformat(at) if at else timezone.now()
    Throttle.objects.create(key=secrets.token_bytes(32), last_failure_at=moment)


def fails(message: OutboxMessage, *, typed: str) -> None:
    raise ConnectionRefusedError(f"could not send {typed}")


def fails_after_its_effect(message: OutboxMessage) -> None:
    leaves_a_row(message)
    raise TimeoutError
