"""Periodic work of enterprises: each task selects ids and calls a service per id."""

from celery import shared_task
from django.utils import timezone

from accounts.due import serve_each
from enterprises.queries.enrolments import enrolments_to_remind
from enterprises.queries.procurations import procurations_to_tell, suspensions_to_end
from enterprises.queries.registrations import drafts_to_purge, registrations_to_expire, registrations_to_remind
from enterprises.services.enrolment_decisions import remind_overdue_enrolment
from enterprises.services.member_states import end_suspension
from enterprises.services.procuration_reminders import tell_expiry
from enterprises.services.registration_lifecycle import expire_registration, purge_draft, remind_registration


@shared_task
def run_due() -> None:
    """Remind, expire and purge what is due; two at once double nothing, each service looks again."""
    now = timezone.now()
    serve_each(registrations_to_expire(now=now), expire_registration, now=now)
    serve_each(registrations_to_remind(now=now), remind_registration, now=now)
    serve_each(drafts_to_purge(now=now), purge_draft, now=now)
    serve_each(enrolments_to_remind(now=now), remind_overdue_enrolment, now=now)
    serve_each(suspensions_to_end(now=now), end_suspension, now=now)
    serve_each(procurations_to_tell(now=now), tell_expiry, now=now)
