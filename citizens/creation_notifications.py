"""Mails about the creation of an account. Each function is an outbox handler: it gets the row and ids."""

from django.conf import settings
from django.utils import timezone

from accounts.mail import send_notice
from accounts.models import OutboxMessage, User
from citizens.models import AccountCreation
from citizens.queries.creations import has_account_with
from citizens.rules.creation import kept_until
from citizens.states import CreationState
from clicsequr.kernel.masking import mask_user_code


def creation_saved(message: OutboxMessage, *, creation_id: str) -> None:
    """Give the reference of a draft put aside and until when it is kept (N-11)."""
    draft = AccountCreation.objects.filter(pk=creation_id, state=CreationState.DRAFT).exclude(email="").first()
    if draft is None:
        return
    until = timezone.localtime(kept_until(draft.updated_at, days=settings.CREATION_DRAFT_DAYS))
    context = {"reference": draft.reference, "until": until}
    language = draft.message_language or draft.language
    send_notice(message, "citizens/creation_saved", to=draft.email, language=language, context=context)


def account_activated(message: OutboxMessage, *, user_id: str) -> None:
    """Say that the account is active, with its code partly masked (seed; N-01), and whether the address has another."""
    user = User.objects.get(pk=user_id)
    if not user.email:
        return
    context = {
        "masked_code": mask_user_code(user.user_code),
        "has_other_account": has_account_with(user.email, beside=user),
    }
    send_notice(message, "citizens/account_activated", to=user.email, language=user.language, context=context)
