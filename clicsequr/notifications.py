"""The mail of the public pages; an outbox handler (accounts/services/outbox.py)."""

from django.conf import settings
from django.utils import timezone

from accounts.mail import send_notice
from accounts.models import OutboxMessage
from clicsequr.models import ContactMessage

_ERASED = ["sealed_name", "sealed_email", "sealed_subject", "sealed_body"]


def contact_message_received(message: OutboxMessage, *, contact_message_id: str) -> None:
    """Send a visitor's message to the support team, with the visitor to reply to; then forget its words."""
    contact = ContactMessage.objects.select_for_update().get(pk=contact_message_id)
    if contact.sent_at:
        return
    send_notice(
        message,
        "clicsequr/contact_message",
        to=settings.SUPPORT_EMAIL,
        language="fr",
        context={
            "name": contact.sealed_name,
            "email": contact.sealed_email,
            "subject": contact.sealed_subject,
            "message": contact.sealed_body,
            "language": contact.language,
        },
        reply_to=str(contact.sealed_email),
    )
    for field in _ERASED:
        setattr(contact, field, "")
    contact.sent_at = timezone.now()
    contact.save(update_fields=[*_ERASED, "sent_at"])
