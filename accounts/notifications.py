"""Mails about an account. Each function is an outbox handler: it gets the row and ids, and reads the rest."""

from accounts.models import EmailCode, OutboxMessage, SecureMessage
from accounts.mail import send_notice


def email_code_sent(message: OutboxMessage, *, email_code_id: str) -> None:
    """Send the code (N-04), then forget it: only its keyed hash stays."""
    code = EmailCode.objects.select_for_update().filter(pk=email_code_id).first()
    if code is None or not code.sealed_code:
        return
    send_notice(message, "accounts/email_code", to=code.email, language=code.language, context={"code": code.sealed_code})
    code.sealed_code = ""
    code.save(update_fields=["sealed_code"])


def secure_message_waiting(message: OutboxMessage, *, secure_message_id: str) -> None:
    """Say that a message waits in the portal (N-02), without a word of its content."""
    waiting = SecureMessage.objects.select_related("recipient").get(pk=secure_message_id)
    if waiting.recipient.email:
        send_notice(
            message,
            "accounts/secure_message_waiting",
            to=waiting.recipient.email,
            language=waiting.recipient.language,
            context={"portal": waiting.recipient.portal},
        )
