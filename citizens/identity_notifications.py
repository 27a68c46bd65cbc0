"""What persons learn of the use of their identity. Each function is an outbox handler."""

from accounts.mail import send_notice
from accounts.models import OutboxMessage, User
from clicsequr.kernel.masking import mask_user_code


def access_code_shown(message: OutboxMessage, *, user_id: str) -> None:
    """Tell the account's owner that their access code was asked for and shown; never the code."""
    user = User.objects.get(pk=user_id)
    context = {"masked_code": mask_user_code(user.user_code)}
    send_notice(message, "citizens/access_code_shown", to=user.email, language=user.language, context=context)
