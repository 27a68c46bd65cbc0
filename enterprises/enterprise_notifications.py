"""What an agent's act on a whole enterprise sends to those in charge of it. The function is an outbox handler."""

from django.utils import translation

from accounts.mail import send_notice
from accounts.models import OutboxMessage, User
from accounts.reasons import reason_label
from enterprises.models import Enterprise


def enterprise_state_changed(
    message: OutboxMessage, *, user_id: str, enterprise_id: str, state: str, reason: str
) -> None:
    """Tell a person in charge that the enterprise is suspended or active again, and why."""
    user, enterprise = User.objects.get(pk=user_id), Enterprise.objects.get(pk=enterprise_id)
    if not user.email:
        return
    with translation.override(user.language):
        context = {"enterprise": enterprise, "state": state, "reason": reason_label(reason)}
    send_notice(message, "enterprises/enterprise_state_changed", to=user.email, language=user.language, context=context)
