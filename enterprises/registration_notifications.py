"""Mails about a registration. Each function is an outbox handler: it gets the row and ids, and reads the rest."""

from django.conf import settings

from accounts.mail import send_notice
from accounts.models import OutboxMessage
from clicsequr.kernel.masking import mask_user_code
from enterprises.models import Registration
from enterprises.rules.registration import kept_until
from enterprises.states import RegistrationState


def registration_saved(message: OutboxMessage, *, registration_id: str) -> None:
    """Give the reference of a draft put aside and until when it is kept (N-11)."""
    registration = Registration.objects.filter(pk=registration_id, state=RegistrationState.DRAFT).first()
    if registration is None or not registration.is_resumable:
        return
    until = kept_until(registration.updated_at, days=settings.REGISTRATION_DRAFT_DAYS)
    _send(message, "saved", registration, {"until": until})


def registration_received(message: OutboxMessage, *, registration_id: str) -> None:
    """Say that the registration is received and that there is nothing to do."""
    _send(message, "received", Registration.objects.get(pk=registration_id))


def registration_reminder(message: OutboxMessage, *, registration_id: str) -> None:
    """Remind that the registration still waits, and until when (N-08)."""
    waiting = Registration.objects.filter(pk=registration_id, state=RegistrationState.SUBMITTED).first()
    if waiting is None or waiting.submitted_at is None:
        return
    until = kept_until(waiting.submitted_at, days=settings.REGISTRATION_EXPIRY_DAYS)
    _send(message, "reminder", waiting, {"until": until})


def _send(
    message: OutboxMessage, name: str, registration: Registration, extra: dict[str, object] | None = None
) -> None:
    if not registration.contact_email:
        return
    context = {
        "reference": registration.reference,
        "masked_code": mask_user_code(registration.user_code),
        **(extra or {}),
    }
    send_notice(
        message,
        f"enterprises/registration_{name}",
        to=registration.contact_email,
        language=registration.language,
        context=context,
    )
