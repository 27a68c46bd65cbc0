"""Which bodies an agent answers for."""

from django.db import transaction

from accounts.actors import OutsideActor
from accounts.models import User
from accounts.services.journal import record
from ministry_services import events
from ministry_services.models import Ministry, MinistryAgent


@transaction.atomic
def give_ministry(ministry: Ministry, *, to: User, by: User | OutsideActor) -> MinistryAgent:
    """Let an agent answer the enrolments of a body; harmless when they already do."""
    link, created = MinistryAgent.objects.get_or_create(ministry=ministry, user=to)
    if created:
        record(events.MINISTRY_GIVEN, by=by, subject=to, ministry=ministry.code)
    return link


@transaction.atomic
def take_ministry_back(ministry: Ministry, *, of: User, by: User | OutsideActor) -> None:
    """End an agent's answering for a body; harmless when they did not."""
    removed, _rows = MinistryAgent.objects.filter(ministry=ministry, user=of).delete()
    if removed:
        record(events.MINISTRY_TAKEN_BACK, by=by, subject=of, ministry=ministry.code)
