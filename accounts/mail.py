"""E-mail out of the outbox: plain text and HTML, in the reader's language, one Message-ID an outbox row."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import OutboxMessage


def send_notice(
    message: OutboxMessage, template: str, *, to: str, language: str, context: dict[str, Any], reply_to: str = ""
) -> None:
    """Send `templates/emails/<template>.subject.txt` and `.body.txt`; a second sending carries the same Message-ID.

    The receiving server and the folder back end drop a doubled Message-ID: at least once becomes once in the box.
    """
    everything = {
        **context,
        "public_url": settings.PUBLIC_URL,
        "brand_name": settings.BRAND_NAME,
        "support_phone": settings.SUPPORT_PHONE,
        "demo": settings.DEMO,
    }
    with translation.override(language):
        subject = " ".join(render_to_string(f"emails/{template}.subject.txt", everything).split())
        body = render_to_string(f"emails/{template}.body.txt", everything).strip() + "\n"
        html = render_to_string("emails/layout.html", {**everything, "subject": subject, "body": body})
    mail = EmailMultiAlternatives(
        subject,
        body,
        to=[to],
        reply_to=[reply_to] if reply_to else None,
        headers={"Message-ID": f"<{message.id}@clicsequr>", "Content-Language": language},
    )
    mail.attach_alternative(html, "text/html")
    mail.send()
