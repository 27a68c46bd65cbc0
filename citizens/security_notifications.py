"""What owners learn of a change to how they are recognised. Each function is an outbox handler."""

from django.utils import timezone

from accounts.mail import send_notice
from accounts.models import OutboxMessage, User
from accounts.queries.denials import denial_link
from clicsequr.kernel.masking import mask_user_code


def security_options_changed(message: OutboxMessage, *, user_id: str) -> None:
    """Say that the image, the phrase or a question changed, never which nor to what."""
    _tell(message, "citizens/security_options_changed", user_id)


def answers_locked(message: OutboxMessage, *, user_id: str) -> None:
    """Say that somebody who knows the password answers wrong (N-09); nobody is told of an unknown code."""
    _tell(message, "citizens/answers_locked", user_id)


def _tell(message: OutboxMessage, template: str, user_id: str) -> None:
    user = User.objects.filter(pk=user_id).exclude(email="").first()
    if user is None:
        return
    context = {
        "masked_code": mask_user_code(user.user_code),
        "at": timezone.localtime(message.created_at),
        "link": denial_link(user, at=message.created_at),
    }
    send_notice(message, template, to=user.email, language=user.language, context=context)
