"""What an owner learns of the closing of their account. Each function is an outbox handler."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.mail import send_notice
from accounts.models import OutboxMessage, User
from accounts.notifications import in_language
from citizens.models import AccountClosure
from citizens.queries.closing import reopening_token
from clicsequr.kernel.masking import mask_user_code


def account_closing(message: OutboxMessage, *, closure_id: str) -> None:
    """Say that the account is being closed and until when it can be taken back, with the link that does it."""
    closure = AccountClosure.objects.select_related("user").get(pk=closure_id)
    path = reverse("citizens:reopen-link", args=[reopening_token(closure)])
    link = f"{settings.PUBLIC_URL}{in_language(closure.user.language, path)}"
    _tell(message, closure.user, template="citizens/account_closing", ends_at=closure.ends_at, link=link)


def account_reopened(message: OutboxMessage, *, user_id: str) -> None:
    """Say that the account is open again."""
    _tell(message, User.objects.get(pk=user_id), template="citizens/account_reopened")


def _tell(message: OutboxMessage, user: User, *, template: str, **context: Any) -> None:
    if not user.email:
        return
    moments = {name: timezone.localtime(value) for name, value in context.items() if name.endswith("_at")}
    shown = {"masked_code": mask_user_code(user.user_code), "at": timezone.localtime(message.created_at)}
    send_notice(message, template, to=user.email, language=user.language, context={**context, **shown, **moments})
