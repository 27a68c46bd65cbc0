"""An agent stops everything of an enterprise for a time, and lets it go on (issue 4; screens.md A-10)."""

from uuid import UUID

from django.db import transaction

from accounts.agents import agent_of
from accounts.models import User
from accounts.services.journal import record
from accounts.services.outbox import enqueue
from clicsequr.kernel.errors import NotAllowed
from enterprises import events
from enterprises.enterprise_notifications import enterprise_state_changed
from enterprises.models import Enterprise
from enterprises.queries.enrolments import active_rses
from enterprises.services.activation import DESK
from enterprises.states import ENTERPRISE_MOVES, EnterpriseState


def suspend_enterprise(enterprise_id: UUID, *, reason: str, by: User) -> Enterprise:
    """Close every access in its name at the next click, its procurations to others included; nothing is erased.

    Refuses (`IllegalMove`) an enterprise that is not active, and who is not of the desk.
    """
    return _move(enterprise_id, to=EnterpriseState.SUSPENDED, reason=reason, by=by)


def reactivate_enterprise(enterprise_id: UUID, *, reason: str, by: User) -> Enterprise:
    """Open a suspended enterprise again; what has expired meanwhile stays expired."""
    return _move(enterprise_id, to=EnterpriseState.ACTIVE, reason=reason, by=by)


@transaction.atomic
def _move(enterprise_id: UUID, *, to: EnterpriseState, reason: str, by: User) -> Enterprise:
    if not agent_of(by).has_role(*DESK):
        raise NotAllowed
    enterprise = Enterprise.objects.select_for_update(of=("self",)).get(pk=enterprise_id)
    former = enterprise.state
    enterprise.state = ENTERPRISE_MOVES.check(former, to)
    if {former, to} != {EnterpriseState.ACTIVE, EnterpriseState.SUSPENDED}:
        # A registration still waits, or the register closed it: neither is a matter of this desk.
        raise NotAllowed("enterprise.other_state")
    enterprise.save(update_fields=["state"])
    record(
        events.ENTERPRISE_STATE_CHANGED, by=by, subject=enterprise, on_behalf_of=enterprise.pk,
        reason=reason, before=former, after=to,
    )  # fmt: skip
    for rse in active_rses(enterprise.pk):
        ids = {"user_id": str(rse.pk), "enterprise_id": str(enterprise.pk)}
        enqueue(enterprise_state_changed, **ids, state=to.value, reason=reason)
    return enterprise
