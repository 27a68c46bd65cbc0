"""Procurations and assignments, in force unless a test says otherwise."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from clicsequr.kernel.references import new_reference
from enterprises.models import Assignment, Member, Procuration, ProcurationService
from ministry_services.models import OnlineService, ServiceTask


def today() -> date:
    return timezone.localdate()


def make_procuration(
    grantor: Member, *services: OnlineService, tasks: list[ServiceTask] | None = None, **changes: Any
) -> Procuration:
    """Make a procuration of the RSE's enterprise for these services, to the named tasks or without restriction."""
    values: dict[str, Any] = {
        "number": new_reference("PRO", on=today()),
        "enterprise": grantor.enterprise,
        "name": "Comptabilité",
        "starts_on": today(),
        "ends_on": today() + timedelta(days=365),
        "created_by": grantor.user,
        **changes,
    }
    procuration = Procuration.objects.create(**values)
    for service in services:
        row = ProcurationService.objects.create(procuration=procuration, service=service, unrestricted=tasks is None)
        row.tasks.set(tasks or [])
    return procuration


def assign(procuration: Procuration, member: Member, **changes: Any) -> Assignment:
    values: dict[str, Any] = {
        "starts_on": procuration.starts_on,
        "ends_on": procuration.ends_on,
        "created_by": procuration.created_by,
        **changes,
    }
    return Assignment.objects.create(procuration=procuration, member=member, **values)
