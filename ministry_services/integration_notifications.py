"""The mails to the integrators of a ministry: an application's public name and nothing of its settings."""

from accounts.mail import send_notice
from accounts.models import OutboxMessage, User
from ministry_services.models import RelyingParty


def secret_rotated(message: OutboxMessage, *, relying_party_id: int, agent_id: str) -> None:
    """Tell an integrator that the secret of an application was renewed."""
    agent = User.objects.get(pk=agent_id)
    if agent.email:
        context = {"application": RelyingParty.objects.get(pk=relying_party_id).name}
        send_notice(
            message, "ministry_services/secret_rotated", to=agent.email, language=agent.language, context=context
        )
