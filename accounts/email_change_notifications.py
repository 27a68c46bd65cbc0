"""Mails about a change of address (N-12). Each function is an outbox handler: it gets the row and ids."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.mail import send_notice
from accounts.models import EmailChange, OutboxMessage
from accounts.notifications import in_language
from accounts.queries.email_changes import undo_token
from accounts.states import Portal
from clicsequr.kernel.masking import mask_email, mask_user_code


def email_changed(message: OutboxMessage, *, email_change_id: str, whom: str) -> None:
    """Tell the former or the new address; the former one gets the link that undoes, while there is time."""
    change = _change(email_change_id)
    if change is None or (whom == "new" and change.new_email == change.former_email):
        return
    may_undo = whom == "former" and change.undo_until > timezone.now()
    link = _link(change) if may_undo else ""
    to = change.former_email if whom == "former" else change.new_email
    _tell(message, change, template="accounts/email_changed", to=to, link=link)


def email_change_announced(message: OutboxMessage, *, email_change_id: str) -> None:
    """Tell the address in use that another was asked for, with the link that says no (R-05)."""
    change = _change(email_change_id)
    if change is not None:
        _tell(message, change, template="accounts/email_change_asked", to=change.former_email, link=_link(change))


def _change(pk: str) -> EmailChange | None:
    return EmailChange.objects.select_related("user").filter(pk=pk).first()


def _link(change: EmailChange) -> str:
    path = reverse("accounts:email-undo", args=[undo_token(change)])
    return f"{settings.PUBLIC_URL}{in_language(change.user.language, path)}"


def _tell(message: OutboxMessage, change: EmailChange, *, template: str, to: str, link: str) -> None:
    if not to:
        return
    user = change.user
    context = {
        "masked_code": mask_user_code(user.user_code),
        "portal_name": Portal(user.portal).label,
        "at": timezone.localtime(change.done_at or change.asked_at),
        "takes_effect_at": timezone.localtime(change.takes_effect_at),
        "undo_until": timezone.localtime(change.undo_until),
        "new_address": mask_email(change.new_email),
        "link": link,
    }
    send_notice(message, template, to=to, language=user.language, context=context)
