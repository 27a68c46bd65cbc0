"""What owners learn of a recovery. Each function is an outbox handler."""

from django.utils import timezone

from accounts.mail import send_notice
from accounts.models import OutboxMessage, User
from clicsequr.kernel.masking import mask_user_code


def user_code_shown(message: OutboxMessage, *, user_id: str) -> None:
    """Say that the code was shown to who proved to be the owner; masked, the mailbox may be another's by now."""
    user = User.objects.filter(pk=user_id).exclude(email="").first()
    if user is None:
        return
    context = {"masked_code": mask_user_code(user.user_code), "at": timezone.localtime(message.created_at)}
    send_notice(message, "citizens/recovery_code_shown", to=user.email, language=user.language, context=context)
