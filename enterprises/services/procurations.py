"""Procurations: given, accepted, shortened or lengthened, revoked (screens.md P-01 to P-03, P-06)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.services.journal import record
from accounts.services.outbox import enqueue
from clicsequr.kernel.errors import AlreadyDone, DomainError, NotFound, StaleState
from clicsequr.kernel.references import new_reference
from enterprises import events
from enterprises.models import Assignment, Enterprise, Member, Procuration, ProcurationService, ServiceEnrolment
from enterprises.procuration_notifications import procuration_answered, procuration_ended, procuration_offered
from enterprises.rules.procurations import (
    Days,
    DaysFault,
    GrantStatus,
    days_fault,
    fault_sentence,
    last_day_allowed,
    procuration_status,
)
from enterprises.services.acting_rse import acting_rse
from enterprises.states import (
    PROCURATION_MOVES,
    AssignmentState,
    EnrolmentState,
    EnterpriseState,
    ProcurationState,
    RevocationReason,
)
from ministry_services.models import OnlineService, ServiceTask

REFERENCE_PREFIX = "PRO"


class NothingGiven(DomainError):
    code = "procuration.nothing_given"
    message = _("Choisissez au moins un service.")


class NotToGive(DomainError):
    """Nobody grants beyond the active enrolments of the enterprise."""

    code = "procuration.not_to_give"
    message = _("Un des services ou des tâches choisis ne peut plus être confié. Choisissez de nouveau.")


class UnfitDays(DomainError):
    def __init__(self, fault: DaysFault) -> None:
        self.fault = fault
        super().__init__(f"procuration.{fault}", fault_sentence(fault, years=settings.PROCURATION_YEARS))


class NoSuchMandatary(DomainError):
    code = "procuration.no_such_mandatary"
    message = _("Aucune entreprise active de clicSÉQUR n’a ce NEQ. Vérifiez le numéro.")


class OneselfAsMandatary(DomainError):
    code = "procuration.oneself"
    message = _("C’est le NEQ de votre entreprise. Pour vos utilisateurs, créez une procuration interne.")


@dataclass(frozen=True)
class Scope:
    """One service to give: everything in it, or the tasks named by their codes."""

    service: str
    unrestricted: bool = True
    tasks: Sequence[str] = field(default=())


@transaction.atomic
def create_procuration(
    *, name: str, scopes: Sequence[Scope], days: Days, mandatary_neq: str = "", by: Member, now: datetime
) -> Procuration:
    """Give services to the users of one's enterprise, or offer them to another one, which accepts or declines.

    Refuses a service without an active enrolment, a task that is not its own, days that do not fit.
    """
    rse = acting_rse(by)
    fault = days_fault(days, today=timezone.localdate(now), years=settings.PROCURATION_YEARS)
    if fault is not None:
        raise UnfitDays(fault)
    given = _checked_scopes(rse.enterprise, scopes)
    mandatary = mandatary_by(mandatary_neq, grantor=rse.enterprise) if mandatary_neq else None
    procuration = Procuration.objects.create(
        number=new_reference(REFERENCE_PREFIX, on=timezone.localdate(now)),
        enterprise=rse.enterprise,
        mandatary=mandatary,
        name=name,
        state=ProcurationState.OFFERED if mandatary else ProcurationState.GRANTED,
        starts_on=days.starts_on,
        ends_on=days.ends_on,
        created_by=rse.user,
        created_at=now,
    )
    for service, tasks in given:
        row = ProcurationService.objects.create(procuration=procuration, service=service, unrestricted=tasks is None)
        row.tasks.set(tasks or [])
    record(
        events.PROCURATION_CREATED, by=rse.user, subject=procuration, on_behalf_of=rse.enterprise_id,
        services=[service.slug for service, _tasks in given], ends_on=days.ends_on.isoformat(),
        mandatary=str(mandatary.pk) if mandatary else "",
    )  # fmt: skip
    if mandatary:
        enqueue(procuration_offered, procuration_id=str(procuration.pk))
    return procuration


@transaction.atomic
def answer_procuration(procuration_id: UUID, *, accept: bool, version: int, by: Member, now: datetime) -> Procuration:
    """Accept or decline what another enterprise offers; refuse one answered, taken back or past its days.

    Refuses (`StaleState`) what is no longer as it was read: its last day may have changed.
    """
    rse = acting_rse(by)
    offered = Procuration.objects.filter(mandatary=rse.enterprise, pk=procuration_id).select_related("enterprise")
    procuration = offered.select_for_update(of=("self",)).first()
    if procuration is None:
        raise NotFound
    if status_of(procuration, now=now) != GrantStatus.OFFERED:
        raise AlreadyDone("procuration.already_answered")
    if procuration.version != version:
        raise StaleState
    to = ProcurationState.GRANTED if accept else ProcurationState.DECLINED
    procuration.state = PROCURATION_MOVES.check(procuration.state, to)
    procuration.answered_by, procuration.answered_at = rse.user, now
    _save(procuration, "state", "answered_by", "answered_at")
    event = events.PROCURATION_ACCEPTED if accept else events.PROCURATION_DECLINED
    _record_for_both(event, procuration, rse)
    enqueue(procuration_answered, procuration_id=str(procuration.pk))
    return procuration


@transaction.atomic
def change_end(procuration_id: UUID, *, ends_on: date, version: int, by: Member, now: datetime) -> Procuration:
    """Change the last day, the one thing that may change; assignments that lasted longer end with it."""
    rse = acting_rse(by)
    procuration = open_procuration(procuration_id, rse=rse, version=version, now=now)
    today = timezone.localdate(now)
    if ends_on < max(today, procuration.starts_on):
        raise UnfitDays(DaysFault.END_PASSED)
    if ends_on > last_day_allowed(procuration.starts_on, years=settings.PROCURATION_YEARS):
        raise UnfitDays(DaysFault.TOO_LONG)
    former, procuration.ends_on, procuration.expiry_told_at = procuration.ends_on, ends_on, None
    _save(procuration, "ends_on", "expiry_told_at")
    change = {"before": former.isoformat(), "after": ends_on.isoformat()}
    _record_for_both(events.PROCURATION_END_CHANGED, procuration, rse, **change)
    return procuration


@transaction.atomic
def revoke_procuration(procuration_id: UUID, *, version: int, by: Member, now: datetime) -> Procuration:
    """End a procuration and all its assignments at once, at home and at the mandatary's."""
    rse = acting_rse(by)
    procuration = open_procuration(procuration_id, rse=rse, version=version, now=now)
    procuration.state = PROCURATION_MOVES.check(procuration.state, ProcurationState.REVOKED)
    procuration.revoked_by, procuration.revoked_at = rse.user, now
    _save(procuration, "state", "revoked_by", "revoked_at")
    held = Assignment.objects.filter(procuration=procuration, state=AssignmentState.GRANTED)
    # Locked before they are counted: one that another RSE ends at this moment is not told of twice.
    people = [str(pk) for pk in held.select_for_update().order_by("pk").values_list("member_id", flat=True)]
    held.update(
        state=AssignmentState.REVOKED, revocation=RevocationReason.PROCURATION, revoked_by=rse.user, revoked_at=now
    )
    _record_for_both(events.PROCURATION_REVOKED, procuration, rse, assignments=len(people))
    enqueue(procuration_ended, procuration_id=str(procuration.pk), member_ids=people)
    return procuration


def open_procuration(procuration_id: UUID, *, rse: Member, version: int, now: datetime) -> Procuration:
    """Lock a procuration of the RSE's enterprise that still counts; refuse one that is over, or a page out of date."""
    found = Procuration.objects.filter(enterprise=rse.enterprise, pk=procuration_id)
    procuration = found.select_for_update(of=("self",)).first()
    if procuration is None:
        raise NotFound
    if status_of(procuration, now=now) in {GrantStatus.REVOKED, GrantStatus.DECLINED, GrantStatus.EXPIRED}:
        raise AlreadyDone("procuration.over")
    if procuration.version != version:
        raise StaleState
    return procuration


def status_of(procuration: Procuration, *, now: datetime) -> GrantStatus:
    """Give what today, in Québec, makes of a procuration."""
    days = Days(procuration.starts_on, procuration.ends_on)
    return procuration_status(procuration.state, days, on=timezone.localdate(now))


def _checked_scopes(
    enterprise: Enterprise, scopes: Sequence[Scope]
) -> list[tuple[OnlineService, list[ServiceTask] | None]]:
    if not scopes:
        raise NothingGiven
    active = ServiceEnrolment.objects.filter(enterprise=enterprise, state=EnrolmentState.ACTIVE)
    services = OnlineService.objects.filter(slug__in=[scope.service for scope in scopes], enrolments__in=active)
    # Held until the procuration is there: an enrolment that ends meanwhile ends it too.
    found = {row.service.slug: row.service for row in active.filter(service__in=services).select_related("service")
             .select_for_update(of=("self",), no_key=True)}  # fmt: skip
    if len(found) != len(scopes):
        raise NotToGive
    return [(found[scope.service], _checked_tasks(found[scope.service], scope)) for scope in scopes]


def _checked_tasks(service: OnlineService, scope: Scope) -> list[ServiceTask] | None:
    if scope.unrestricted:
        return None
    tasks = list(service.tasks.filter(code__in=scope.tasks, retired=False))
    if not tasks or len(tasks) != len(set(scope.tasks)):
        raise NotToGive
    return tasks


def mandatary_by(neq: str, *, grantor: Enterprise) -> Enterprise:
    """Give the other enterprise that has this number; refuse one's own, and a number of no active enterprise."""
    if neq == grantor.neq:
        raise OneselfAsMandatary
    found = Enterprise.objects.filter(neq=neq, state=EnterpriseState.ACTIVE).first()
    if found is None:
        raise NoSuchMandatary
    return found


def _save(procuration: Procuration, *fields: str) -> None:
    procuration.version += 1
    procuration.save(update_fields=[*fields, "version"])


def _record_for_both(event: events.Event, procuration: Procuration, rse: Member, **details: Any) -> None:
    """Both enterprises read of it, each in its own history."""
    firms = {procuration.enterprise_id, procuration.mandatary_id} - {None}
    for firm in sorted(firms, key=str):
        record(event, by=rse.user, subject=procuration, on_behalf_of=firm, **details)
