"""Put a message into somebody's mailbox, and owe the e-mail that says one waits."""

from datetime import datetime

from django.db import transaction

from accounts import events
from accounts.models import SecureMessage, User
from accounts.notifications import secure_message_waiting
from accounts.services.journal import record
from accounts.services.outbox import enqueue


@transaction.atomic
def deposit_message(
    recipient: User,
    *,
    source_key: str,
    sender: str,
    subject: str,
    body: str,
    reference: str = "",
    target_url_name: str = "",
) -> SecureMessage:
    """Deposit once per `source_key`, whatever the number of calls; the e-mail outside holds none of it (N-02)."""
    message, created = SecureMessage.objects.get_or_create(
        source_key=source_key,
        defaults={
            "recipient": recipient,
            "sender": sender,
            "subject": subject,
            "body": body,
            "reference": reference,
            "target_url_name": target_url_name,
        },
    )
    if created:
        enqueue(secure_message_waiting, secure_message_id=str(message.pk))
    return message


@transaction.atomic
def open_message(message: SecureMessage, *, by: User, now: datetime) -> SecureMessage:
    """Mark as read the first time its owner opens it."""
    locked = SecureMessage.objects.select_for_update(of=("self",)).get(pk=message.pk, recipient=by)
    if locked.read_at is None:
        locked.read_at = now
        locked.save(update_fields=["read_at"])
        record(events.MESSAGE_READ, by=by, subject=locked)
    return locked


@transaction.atomic
def archive_message(message: SecureMessage, *, by: User, now: datetime) -> SecureMessage:
    """Put a message away; its owner can bring it back, nothing is deleted (B-02)."""
    locked = SecureMessage.objects.select_for_update(of=("self",)).get(pk=message.pk, recipient=by)
    if locked.archived_at is None:
        locked.archived_at = now
        locked.save(update_fields=["archived_at"])
        record(events.MESSAGE_ARCHIVED, by=by, subject=locked)
    return locked


@transaction.atomic
def restore_message(message: SecureMessage, *, by: User) -> SecureMessage:
    """Bring an archived message back into the mailbox."""
    locked = SecureMessage.objects.select_for_update(of=("self",)).get(pk=message.pk, recipient=by)
    if locked.archived_at is not None:
        locked.archived_at = None
        locked.save(update_fields=["archived_at"])
        record(events.MESSAGE_RESTORED, by=by, subject=locked)
    return locked
