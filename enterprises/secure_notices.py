"""A message of the portal to one person, in their language, from the templates of secure_messages/enterprises."""

from collections.abc import Mapping

from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import User
from accounts.services.secure_messages import deposit_message


def put_notice(
    recipient: User,
    name: str,
    *,
    source_key: str,
    sender: str,
    context: Mapping[str, object],
    reference: str = "",
    target_url_name: str = "",
) -> None:
    """Deposit once per `source_key`; `name` is that of the two templates, subject and body."""
    with translation.override(recipient.language):
        deposit_message(
            recipient,
            source_key=source_key,
            sender=sender[:120],
            subject=" ".join(_text(name, "subject", context).split())[:150],
            body=_text(name, "body", context),
            reference=reference,
            target_url_name=target_url_name,
        )


def _text(name: str, part: str, context: Mapping[str, object]) -> str:
    return render_to_string(f"secure_messages/enterprises/{name}.{part}.txt", dict(context)).strip()
