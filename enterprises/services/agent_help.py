"""What an agent does for a caller without deciding anything (screens.md A-10)."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.agents import agent_of
from accounts.models import User
from accounts.services.journal import record
from clicsequr.kernel.errors import DomainError, NotAllowed
from enterprises import events
from enterprises.models import Registration
from enterprises.services.activation import DESK, tell_decision
from enterprises.states import RegistrationState


class NothingToResend(DomainError):
    code = "activation.nothing_to_resend"
    message = _("Cette demande n’est pas encore décidée\u00a0: il n’y a aucun avis à renvoyer.")


@transaction.atomic
def resend_decision(registration: Registration, *, by: User) -> None:
    """Owe the decision's mail again (N-03); refuse a registration that waits, and who is not of the desk."""
    if not agent_of(by).has_role(*DESK):
        raise NotAllowed
    locked = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    if locked.state not in (RegistrationState.ACTIVATED, RegistrationState.REFUSED):
        raise NothingToResend
    tell_decision(locked)
    record(events.DECISION_RESENT, by=by, subject=locked, on_behalf_of=locked.enterprise_id)
