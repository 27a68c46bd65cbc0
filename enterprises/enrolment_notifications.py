"""What an answer to an enrolment, or its delay, sends. Each function is an outbox handler."""

from django.template.loader import render_to_string
from django.utils import translation

from accounts.mail import send_notice
from accounts.models import OutboxMessage, User
from accounts.services.secure_messages import deposit_message
from enterprises.models import ServiceEnrolment
from enterprises.queries.enrolments import active_rses
from enterprises.states import EnrolmentState


def enrolment_answered(message: OutboxMessage, *, enrolment_id: str, outcome: str) -> None:
    """Put the answer into the mailbox of every active RSE, in the language of each; once, however often delivered."""
    found = ServiceEnrolment.objects.select_related("service__ministry", "enterprise", "request", "decided_by")
    enrolment = found.get(pk=enrolment_id)
    for rse in active_rses(enrolment.enterprise_id):
        with translation.override(rse.language):
            context = {
                "enrolment": enrolment,
                "is_active": outcome == EnrolmentState.ACTIVE,
                "by_rule": enrolment.decided_by_id is None,
            }
            deposit_message(
                rse,
                source_key=f"enrolment:{enrolment.pk}:{outcome}:{rse.pk}",
                sender=enrolment.service.ministry.list_label[:120],
                subject=_text("subject", context)[:150],
                body=_text("body", context),
                reference=enrolment.request.reference,
                target_url_name="enterprises:enrolments",
            )


def enrolment_overdue(message: OutboxMessage, *, enrolment_id: str, agent_id: str) -> None:
    """Tell an agent of the ministry that a request is past its 24 hours: its reference and nothing of its content."""
    enrolment = ServiceEnrolment.objects.select_related("request").get(pk=enrolment_id)
    agent = User.objects.get(pk=agent_id)
    # Answered between the reminder and its delivery: nothing to say any more.
    if agent.email and enrolment.state == EnrolmentState.IN_PROGRESS:
        context = {"reference": enrolment.request.reference}
        send_notice(message, "enterprises/enrolment_overdue", to=agent.email, language=agent.language, context=context)


def _text(part: str, context: dict[str, object]) -> str:
    text = render_to_string(f"secure_messages/enterprises/enrolment_answered.{part}.txt", context).strip()
    return " ".join(text.split()) if part == "subject" else text
