"""What is said of another RSE named by the representative. Each function is an outbox handler."""

from django.conf import settings
from django.utils import translation

from accounts.mail import send_notice
from accounts.models import OutboxMessage
from enterprises.models import Member, PaperForm, Representative
from enterprises.secure_notices import put_notice
from enterprises.states import MemberRole, MemberState, PaperFormRefusal, PaperFormState


def succession_told_to_representative(
    message: OutboxMessage, *, paper_form_id: str, state: str, refusal_code: str
) -> None:
    """Send an ordinary e-mail, without a name, in the language of the designation."""
    paper_form = PaperForm.objects.select_related("succession").get(pk=paper_form_id)
    representative = Representative.objects.filter(enterprise=paper_form.enterprise_id).first()
    if representative is None or not representative.email:
        return
    language = paper_form.succession.language
    with translation.override(language):
        reason = str(PaperFormRefusal(refusal_code).label) if refusal_code else ""
    send_notice(
        message,
        f"enterprises/succession_{state}",
        to=representative.email,
        language=language,
        context={"reference": paper_form.reference, "reason": reason, "phone": settings.SUPPORT_PHONE},
    )


def succession_told_to_members(message: OutboxMessage, *, paper_form_id: str, state: str) -> None:
    """Tell the active RSEs that a designation was received, and everybody active that it is done."""
    paper_form = PaperForm.objects.select_related("enterprise", "succession__member__user").get(pk=paper_form_id)
    told = Member.objects.filter(enterprise=paper_form.enterprise, state=MemberState.ACTIVE).select_related("user")
    if state == PaperFormState.RECEIVED:
        told = told.filter(role=MemberRole.RSE)
    for member in told.order_by("pk").iterator(chunk_size=500):
        put_notice(
            member.user,
            f"succession_{state}",
            source_key=f"{message.pk}:{member.user_id}",
            sender=paper_form.enterprise.name,
            reference=paper_form.reference,
            context={
                "firm": paper_form.enterprise.name,
                "person": paper_form.succession.full_name,
                "phone": settings.SUPPORT_PHONE,
            },
        )
