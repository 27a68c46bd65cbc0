"""Mails about an account. Each function is an outbox handler: it gets the row and ids, and reads the rest."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.mail import send_notice
from accounts.models import EmailCode, OutboxMessage, PasswordReset, SecureMessage, User
from accounts.queries.denials import denial_link
from accounts.queries.password_links import link_token
from accounts.states import Portal, UserState
from clicsequr.kernel.masking import mask_user_code

LINK_LASTS = timedelta(minutes=30)
# A registration that waits keeps its owner's password alive, an account being closed may be taken back by the same
# hand; a suspended or closed account gets no link.
RESETTABLE = [UserState.ACTIVE, UserState.PENDING, UserState.CLOSING]


def email_code_sent(message: OutboxMessage, *, email_code_id: str) -> None:
    """Send the code (N-04), then forget it: only its keyed hash stays."""
    code = EmailCode.objects.select_for_update().filter(pk=email_code_id).first()
    if code is None or not code.sealed_code:
        return
    send_notice(
        message, "accounts/email_code", to=code.email, language=code.language, context={"code": code.sealed_code}
    )
    code.sealed_code = ""
    code.save(update_fields=["sealed_code"])


def secure_message_waiting(message: OutboxMessage, *, secure_message_id: str) -> None:
    """Say that a message waits in the portal (N-02), without a word of its content."""
    waiting = SecureMessage.objects.select_related("recipient").filter(pk=secure_message_id).first()
    # An account closed for good meanwhile has neither a mailbox nor an address.
    if waiting is not None and waiting.recipient.email:
        send_notice(
            message,
            "accounts/secure_message_waiting",
            to=waiting.recipient.email,
            language=waiting.recipient.language,
            context={"portal": waiting.recipient.portal},
        )


def account_locked(message: OutboxMessage, *, user_id: str) -> None:
    """Say that an account waits after too many wrong passwords (N-09); nobody is told of an unknown code."""
    _tell(message, "accounts/account_locked", user_id)


def signed_in_from_new_device(message: OutboxMessage, *, user_id: str) -> None:
    """Say that a session began on a device not seen before, with the link that says « ce n’était pas moi » (N-09)."""
    user = User.objects.filter(pk=user_id).first()
    if user is not None:
        link = denial_link(user, at=message.created_at)
        _tell(message, "accounts/new_device", user_id, at=timezone.localtime(message.created_at), link=link)


def password_changed(message: OutboxMessage, *, user_id: str) -> None:
    """Say that the password changed (N-06), whoever did it."""
    _tell(message, "accounts/password_changed", user_id, at=timezone.localtime(message.created_at))


def second_factor_changed(message: OutboxMessage, *, user_id: str, added: bool) -> None:
    """Say that a way to confirm one's identity was added or removed."""
    _tell(message, "accounts/second_factor_changed", user_id, added=added, at=timezone.localtime(message.created_at))


def password_link_asked(message: OutboxMessage, *, user_id: str) -> None:
    """Send the link, or say why this account needs somebody else's help; an unknown account gets nothing."""
    user = User.objects.filter(pk=user_id, state__in=RESETTABLE).exclude(email="").first()
    if user is None:
        return
    if user.password_expires_at is not None or not _may_reset(user):
        _tell(message, "accounts/password_link_refused", user_id)
        return
    reset, _created = PasswordReset.objects.get_or_create(
        pk=message.pk, defaults={"user": user, "expires_at": timezone.now() + LINK_LASTS}
    )
    path = reverse("accounts:new-password", args=[link_token(reset)])
    _tell(message, "accounts/password_link", user_id, link=f"{settings.PUBLIC_URL}{in_language(user.language, path)}")


def _may_reset(user: User) -> bool:
    """Ask the portal: an enterprise may keep its users' passwords to its RSE (screens.md (b))."""
    policy = settings.PASSWORD_LINK_POLICIES.get(user.portal)
    return policy is None or bool(import_string(policy)(user))


def in_language(language: str, path: str) -> str:
    """Give the address of a page in the language of who reads the mail."""
    return f"/{language}/{path.lstrip('/').partition('/')[2]}"


def _tell(message: OutboxMessage, template: str, user_id: str, **context: Any) -> None:
    user = User.objects.filter(pk=user_id).exclude(email="").first()
    if user is not None:
        shown = {"masked_code": mask_user_code(user.user_code), "portal_name": Portal(user.portal).label, **context}
        send_notice(message, template, to=user.email, language=user.language, context=shown)
