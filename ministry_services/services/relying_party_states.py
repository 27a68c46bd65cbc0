"""Stop an application at once; to let it go on takes two persons."""

from django.db import transaction

from accounts.agents import Agent
from accounts.services.journal import record
from ministry_services import events
from ministry_services.models import RelyingParty
from ministry_services.queries.integration import kept_relying_party
from ministry_services.rules.suspensions import SuspensionReason
from ministry_services.services.relying_party_terms import end_all
from ministry_services.states import RELYING_PARTY_MOVES, RelyingPartyState


@transaction.atomic
def suspend_relying_party(relying_party_id: int, *, reason: SuspensionReason, by: Agent) -> RelyingParty:
    """Suspend a published application and end all that it holds of people; refuse one that is not published."""
    row = kept_relying_party(relying_party_id, agent=by)
    row.state = RELYING_PARTY_MOVES.check(row.state, RelyingPartyState.SUSPENDED)
    row.save(update_fields=["state", "updated"])
    record(events.RELYING_PARTY_SUSPENDED, by=by.user, subject=row, reason=reason, ended=end_all(row))
    return row
