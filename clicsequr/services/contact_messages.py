"""A visitor writes to the support team (X-13)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts.actors import OutsideActor
from accounts.models import User
from accounts.services.journal import record
from accounts.services.outbox import enqueue
from accounts.services.throttles import Limit, check_throttle, count_failure
from clicsequr import events
from clicsequr.kernel.errors import DomainError
from clicsequr.kernel.purging import Category
from clicsequr.kernel.secrecy import holds_nas
from clicsequr.models import ContactMessage
from clicsequr.notifications import contact_message_received

# An address may send this many messages, then waits: the box is read by people.
MESSAGES_BY_ADDRESS = Limit("contact.address", tries=5, first_wait=timedelta(hours=1))
KEEP_SENT = timedelta(days=7)


@dataclass(frozen=True)
class Typed:
    """What the visitor typed, in the language of the page; `message_id` is the number the page gave it."""

    message_id: UUID
    name: str
    email: str
    subject: str
    body: str
    language: str


@transaction.atomic
def receive_contact_message(typed: Typed, *, address: str, now: datetime, by: User | OutsideActor) -> None:
    """Owe the message to the support team, once by its number; refuse an impatient address and a NAS-like number."""
    if ContactMessage.objects.filter(pk=typed.message_id).exists():
        return
    check_throttle(MESSAGES_BY_ADDRESS, address, now=now)
    if holds_nas(f"{typed.name} {typed.subject} {typed.body}"):
        raise DomainError("contact.holds_nas")
    count_failure(MESSAGES_BY_ADDRESS, address, now=now)
    message, created = ContactMessage.objects.get_or_create(
        pk=typed.message_id,
        defaults={
            "language": typed.language,
            "sealed_name": typed.name,
            "sealed_email": typed.email,
            "sealed_subject": typed.subject,
            "sealed_body": typed.body,
        },
    )
    if created:
        record(events.CONTACT_MESSAGE_RECEIVED, by=by, subject=message)
        enqueue(contact_message_received, contact_message_id=str(message.pk))


# Empty rows; they only stop a form from being sent twice.
CATEGORIES = (Category("contact messages", lambda now: ContactMessage.objects.filter(sent_at__lt=now - KEEP_SENT)),)
