"""Agents’ mails about a registration: a document asked for, its end (N-03). Each function is an outbox handler."""

from django.conf import settings

from accounts.mail import send_notice
from accounts.models import OutboxMessage
from clicsequr.kernel.masking import mask_user_code
from enterprises.models import Registration
from enterprises.states import RegistrationState

_TEMPLATES = {
    RegistrationState.ACTIVATED: "enterprises/registration_activated",
    RegistrationState.REFUSED: "enterprises/registration_refused",
}


def registration_decided(message: OutboxMessage, *, registration_id: str, recipient: str) -> None:
    """Tell the representative or the RSE that the registration is activated or refused; the code is masked."""
    registration = Registration.objects.select_related("enterprise", "rse_user").get(pk=registration_id)
    email = _address(registration, recipient)
    send_notice(
        message,
        _TEMPLATES[RegistrationState(registration.state)],
        to=email,
        language=registration.language,
        context={
            "enterprise": registration.enterprise.name if registration.enterprise else registration.name,
            "reference": registration.reference,
            "user_code": mask_user_code(registration.rse_user.user_code) if registration.rse_user else "",
            "refusal_text": registration.refusal_text,
        },
    )


def document_asked(message: OutboxMessage, *, registration_id: str, recipient: str) -> None:
    """Say that a document is asked for, with the reference and nothing else; the status page says which (X-06)."""
    registration = Registration.objects.get(pk=registration_id)
    email = _address(registration, recipient)
    # Received, decided or erased before the mail left: nothing to say any more.
    if registration.state != RegistrationState.SUBMITTED or registration.document_asked_at is None or not email:
        return
    context = {"reference": registration.reference, "mailing_address": settings.LEW4_MAILING_ADDRESS}
    name = "enterprises/registration_document_asked"
    send_notice(message, name, to=email, language=registration.language, context=context)


def _address(registration: Registration, recipient: str) -> str:
    return registration.rse_email if recipient == "rse" else registration.representative_email
