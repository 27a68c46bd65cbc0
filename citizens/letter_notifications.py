"""What persons learn of the letters sent in their name. Each function is an outbox handler."""

from accounts.mail import send_notice
from accounts.models import OutboxMessage, User
from clicsequr.kernel.masking import mask_user_code


def letter_asked(message: OutboxMessage, *, user_id: str) -> None:
    """Tell the account's owner that a letter with a code was asked for; never where it goes."""
    _tell(message, "citizens/letter_asked", user_id)


def letter_used(message: OutboxMessage, *, user_id: str) -> None:
    """Tell the account's owner that the code of a letter proved who they are."""
    _tell(message, "citizens/letter_used", user_id)


def _tell(message: OutboxMessage, template: str, user_id: str) -> None:
    user = User.objects.filter(pk=user_id).exclude(email="").first()
    if user is not None:
        context = {"masked_code": mask_user_code(user.user_code)}
        send_notice(message, template, to=user.email, language=user.language, context=context)
