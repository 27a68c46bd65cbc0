"""The mail that says how a registration ended (N-03). Each function is an outbox handler."""

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
    email = registration.rse_email if recipient == "rse" else registration.representative_email
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
