"""What persons learn of an agent's acts on their account. Each function is an outbox handler."""

from typing import Any

from django.utils import timezone

from accounts.mail import send_notice
from accounts.models import OutboxMessage, User
from citizens.rules.agent_help import ReactivationReason, SuspensionReason
from clicsequr.kernel.masking import mask_user_code


def account_unlocked(message: OutboxMessage, *, user_id: str) -> None:
    """Say that an agent let the account try again."""
    _tell(message, "citizens/account_unlocked", user_id)


def email_change_cancelled(message: OutboxMessage, *, user_id: str) -> None:
    """Tell the present address that the change that waited is stopped."""
    _tell(message, "citizens/email_change_cancelled", user_id)


def account_suspended(message: OutboxMessage, *, user_id: str, reason: str) -> None:
    """Say that the account is suspended, and who asked for it."""
    _tell(message, "citizens/account_suspended", user_id, by_owner=reason == SuspensionReason.OWNER)


def account_reactivated(message: OutboxMessage, *, user_id: str, reason: str) -> None:
    """Say that the account is open again, and who asked for it."""
    _tell(message, "citizens/account_reactivated", user_id, by_owner=reason == ReactivationReason.OWNER)


def _tell(message: OutboxMessage, template: str, user_id: str, **context: Any) -> None:
    user = User.objects.filter(pk=user_id).exclude(email="").first()
    if user is not None:
        shown = {"masked_code": mask_user_code(user.user_code), "at": timezone.localtime(message.created_at), **context}
        send_notice(message, template, to=user.email, language=user.language, context=shown)
