"""Tell, thirty days before, that a procuration ends (N-07)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.actors import SYSTEM, OutsideActor
from accounts.services.journal import record
from accounts.services.outbox import enqueue
from clicsequr.kernel.errors import AlreadyDone
from enterprises import events
from enterprises.models import Procuration
from enterprises.procuration_notifications import procuration_ends_soon
from enterprises.rules.procurations import ends_soon
from enterprises.states import ProcurationState


@transaction.atomic
def tell_expiry(procuration_id: UUID, *, now: datetime, by: OutsideActor = SYSTEM) -> Procuration:
    """Owe the notice once; refuse (`AlreadyDone`) one that is told, far from its end or no longer granted."""
    procuration = Procuration.objects.select_for_update(of=("self",)).get(pk=procuration_id)
    is_due = ends_soon(procuration.ends_on, on=timezone.localdate(now))
    if procuration.state != ProcurationState.GRANTED or procuration.expiry_told_at is not None or not is_due:
        raise AlreadyDone
    procuration.expiry_told_at = now
    procuration.save(update_fields=["expiry_told_at"])
    record(events.EXPIRY_TOLD, by=by, subject=procuration, on_behalf_of=procuration.enterprise_id)
    enqueue(procuration_ends_soon, procuration_id=str(procuration.pk))
    return procuration
