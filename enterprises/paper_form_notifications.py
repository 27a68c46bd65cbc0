"""What is said of a signed paper (N-10). Each function is an outbox handler: it gets the row, ids and codes."""

from enum import StrEnum

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.mail import send_notice
from accounts.models import OutboxMessage, User
from accounts.services.secure_messages import deposit_message
from enterprises.models import PaperForm
from enterprises.states import PaperFormRefusal, PaperFormState


class DesignationReader(StrEnum):
    REPRESENTATIVE = "representative"
    RSE = "rse"


_SUBJECTS = {
    PaperFormState.RECEIVED: _("Nous avons reçu votre formulaire LEW-4"),
    PaperFormState.PROCESSED: _("Votre formulaire LEW-4 est traité"),
    PaperFormState.REFUSED: _("Votre formulaire LEW-4 est refusé"),
}
_BODIES = {
    PaperFormState.RECEIVED: _(
        "Le formulaire LEW-4 de %(enterprise)s nous est parvenu. Nous le vérifions. Vous n’avez rien à faire."
    ),
    PaperFormState.PROCESSED: _(
        "Le formulaire LEW-4 de %(enterprise)s est traité. Vous pouvez maintenant inscrire votre entreprise aux "
        "services électroniques des ministères et gérer ses utilisateurs."
    ),
    PaperFormState.REFUSED: _(
        "Le formulaire LEW-4 de %(enterprise)s ne peut pas être accepté. %(reason)s Téléchargez-le de nouveau, "
        "faites-le signer par le représentant autorisé, puis envoyez-le."
    ),
}


def lew4_state_told(message: OutboxMessage, *, paper_form_id: str, user_id: str, state: str, refusal_code: str) -> None:
    """Deposit a secure message for one RSE, in that person's language."""
    paper_form = PaperForm.objects.select_related("enterprise").get(pk=paper_form_id)
    user = User.objects.get(pk=user_id)
    with translation.override(user.language):
        deposit_message(
            user,
            # One message an outbox row: a form refused twice is told twice.
            source_key=f"paper_form:{message.pk}",
            sender="Revenu Québec",
            subject=str(_SUBJECTS[PaperFormState(state)]),
            body=str(_BODIES[PaperFormState(state)])
            % {"enterprise": paper_form.enterprise.name, "reason": _reason(refusal_code)},
            reference=paper_form.reference,
            target_url_name="enterprises:paper-form-status",
        )


def designation_state_told(
    message: OutboxMessage, *, paper_form_id: str, reader: str, state: str, refusal_code: str
) -> None:
    """Send an ordinary e-mail, without a name, to the representative or to the RSE of a pending registration."""
    registration = PaperForm.objects.select_related("registration").get(pk=paper_form_id).registration
    if registration is None:
        return
    is_rse = reader == DesignationReader.RSE
    address = registration.rse_email if is_rse else registration.representative_email
    # Data of a registration that expired meanwhile are erased.
    if not address:
        return
    with translation.override(registration.language):
        reason = _reason(refusal_code)
    send_notice(
        message,
        f"enterprises/designation_{state}",
        to=address,
        language=registration.language,
        context={"reference": registration.reference, "reason": reason},
    )


def _reason(refusal_code: str) -> str:
    return str(PaperFormRefusal(refusal_code).label) if refusal_code else ""
