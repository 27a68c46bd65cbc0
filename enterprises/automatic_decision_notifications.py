"""The outbox's way to a service that answers by its own rule."""

from uuid import UUID

from django.utils import timezone

from accounts.actors import SYSTEM
from accounts.models import OutboxMessage
from enterprises.services.enrolment_decisions import decide_enrolment_by_rule


def decide_by_rule(message: OutboxMessage, *, enrolment_id: str) -> None:
    """Answer the enrolment by the rule of its service; harmless when somebody has answered it already."""
    decide_enrolment_by_rule(UUID(enrolment_id), by=SYSTEM, now=timezone.now())
