"""Periodic work of enterprises: each task selects ids and calls a service per id."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from celery import shared_task
from django.db.models import QuerySet
from django.utils import timezone

from accounts.actors import SYSTEM
from enterprises.queries.enrolments import enrolments_to_remind
from enterprises.queries.procurations import procurations_to_tell, suspensions_to_end
from enterprises.queries.registrations import drafts_to_purge, registrations_to_expire, registrations_to_remind
from enterprises.services.enrolment_decisions import remind_overdue_enrolment
from enterprises.services.member_states import end_suspension
from enterprises.services.procuration_reminders import tell_expiry
from enterprises.services.registration_lifecycle import expire_registration, purge_draft, remind_registration

logger = logging.getLogger(__name__)

BATCH = 500


@shared_task
def run_due() -> None:
    """Remind, expire and purge what is due; two at once double nothing, each service looks again."""
    now = timezone.now()
    _each(registrations_to_expire(now=now), expire_registration, now=now)
    _each(registrations_to_remind(now=now), remind_registration, now=now)
    _each(drafts_to_purge(now=now), purge_draft, now=now)
    _each(enrolments_to_remind(now=now), remind_overdue_enrolment, now=now)
    _each(suspensions_to_end(now=now), end_suspension, now=now)
    _each(procurations_to_tell(now=now), tell_expiry, now=now)


def _each(due: QuerySet[Any], service: Callable[..., object], *, now: datetime) -> None:
    ids: Iterable[UUID] = due.values_list("pk", flat=True)[:BATCH]
    for row_id in list(ids):
        try:
            service(row_id, now=now, by=SYSTEM)
        except Exception:  # one row that cannot be served must not keep the others waiting
            logger.exception("due.failed", extra={"service": service.__name__, "row": str(row_id)})
