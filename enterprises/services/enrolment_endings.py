"""An RSE withdraws a request that waits, or deactivates an enrolment (I-08)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.events import Event
from accounts.services.journal import record
from clicsequr.kernel.errors import AlreadyDone, NotFound
from enterprises import events
from enterprises.models import Member, ProcurationService, ServiceEnrolment
from enterprises.services.acting_rse import acting_rse
from enterprises.states import ENROLMENT_MOVES, EnrolmentState


@transaction.atomic
def withdraw_enrolment(enrolment_id: UUID, *, by: Member, now: datetime) -> ServiceEnrolment:
    """Take back a request before its answer; refuse once it is answered."""
    return _end(enrolment_id, EnrolmentState.WITHDRAWN, events.ENROLMENT_WITHDRAWN, by, now)


@transaction.atomic
def deactivate_enrolment(enrolment_id: UUID, *, by: Member, now: datetime) -> ServiceEnrolment:
    """End an active enrolment: from the next request nobody opens the service for this enterprise."""
    enrolment = _end(enrolment_id, EnrolmentState.DEACTIVATED, events.ENROLMENT_DEACTIVATED, by, now)
    # For good: enrolled again, the service is given again by whoever wants to.
    given = ProcurationService.objects.filter(procuration__enterprise=enrolment.enterprise_id, ended_at=None)
    ended = given.filter(service=enrolment.service_id).update(ended_at=now)
    if ended:
        record(
            events.PROCURATION_SERVICE_ENDED, by=by.user, subject=enrolment, on_behalf_of=enrolment.enterprise_id,
            service=enrolment.service.slug, procurations=ended,
        )  # fmt: skip
    return enrolment


def _end(enrolment_id: UUID, state: EnrolmentState, event: Event, by: Member, now: datetime) -> ServiceEnrolment:
    member = acting_rse(by)
    own = ServiceEnrolment.objects.filter(enterprise=member.enterprise).select_related("service")
    enrolment = own.select_for_update(of=("self",)).filter(pk=enrolment_id).first()
    if enrolment is None:
        raise NotFound
    if enrolment.state == state:
        raise AlreadyDone("enrolment.already_ended")
    enrolment.state = ENROLMENT_MOVES.check(enrolment.state, state)
    enrolment.ended_at, enrolment.ended_by = now, member.user
    enrolment.save(update_fields=["state", "ended_at", "ended_by"])
    service = enrolment.service.slug
    record(event, by=member.user, subject=enrolment, on_behalf_of=member.enterprise_id, service=service)
    return enrolment
