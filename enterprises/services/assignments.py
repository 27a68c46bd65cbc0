"""A procuration in people's hands: assigned, revoked (screens.md P-04, P-07)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.services.journal import record
from accounts.services.outbox import enqueue
from clicsequr.kernel.errors import AlreadyDone, DomainError, NotAllowed, NotFound
from enterprises import events
from enterprises.models import Assignment, Enterprise, Member, Procuration
from enterprises.procuration_notifications import assignment_ended, assignment_given
from enterprises.rules.procurations import Days, GrantStatus, days_fault
from enterprises.services.acting_rse import acting_rse
from enterprises.services.procurations import UnfitDays, status_of
from enterprises.states import ASSIGNMENT_MOVES, AssignmentState, MemberState, RevocationReason

# Who may hold one: « Actif » or « Créé » (P-04).
_HOLDERS = (MemberState.ACTIVE, MemberState.CREATED)


class NobodyChosen(DomainError):
    code = "assignment.nobody_chosen"
    message = _("Choisissez au moins un utilisateur.")


class NotAssignable(DomainError):
    code = "assignment.not_assignable"
    message = _("Cette procuration est expirée, révoquée ou pas encore acceptée. Choisissez-en une autre.")


class NotAHolder(DomainError):
    code = "assignment.not_a_holder"
    message = _("Un des utilisateurs choisis est suspendu ou révoqué. Vérifiez la liste, puis recommencez.")


@dataclass(frozen=True)
class Assigned:
    """What was done: new assignments, and who already held the procuration."""

    new: list[Assignment]
    already: list[Member]


@transaction.atomic
def assign_procuration(
    procuration_id: UUID, *, member_ids: Sequence[UUID], days: Days, by: Member, now: datetime
) -> Assigned:
    """Put a procuration into the hands of users of one's own enterprise, within its days.

    An internal one is assigned by its grantor; an external one by its mandatary, who cannot pass it on further.
    Refuses a suspended or revoked user, days outside the procuration's, a procuration that is over. Who already holds
    it is left as they are.
    """
    rse = acting_rse(by)
    if not member_ids:
        raise NobodyChosen
    procuration = _held_procuration(procuration_id, rse.enterprise)
    if status_of(procuration, now=now) not in {GrantStatus.IN_FORCE, GrantStatus.UPCOMING}:
        raise NotAssignable
    whole = Days(procuration.starts_on, procuration.ends_on)
    fault = days_fault(days, today=timezone.localdate(now), within=whole, years=settings.PROCURATION_YEARS)
    if fault is not None:
        raise UnfitDays(fault)
    people = Member.objects.filter(enterprise=rse.enterprise, pk__in=member_ids).select_related("user")
    members = list(people.order_by("pk").select_for_update(of=("self",), no_key=True))
    if len(members) != len(set(member_ids)):
        raise NotFound
    if any(member.state not in _HOLDERS for member in members):
        raise NotAHolder
    if any(member.pk == rse.pk for member in members):
        # Nobody edits an own grant; an RSE needs none (domain.md 1.3).
        raise NotAllowed("assignment.oneself")
    return _give(procuration, members, days=days, rse=rse, now=now)


@transaction.atomic
def revoke_assignment(assignment_id: UUID, *, by: Member, now: datetime) -> Assignment:
    """End one person's assignment at once; the others keep theirs. Refuses one that is over (`AlreadyDone`)."""
    rse = acting_rse(by)
    own = Assignment.objects.filter(_of(rse.enterprise, "procuration__"), member__enterprise=rse.enterprise)
    found = own.filter(pk=assignment_id).select_related("procuration", "member")
    assignment = found.select_for_update(of=("self",)).first()
    if assignment is None:
        raise NotFound
    if assignment.state == AssignmentState.REVOKED:
        raise AlreadyDone("assignment.already_revoked")
    assignment.state = ASSIGNMENT_MOVES.check(assignment.state, AssignmentState.REVOKED)
    assignment.revocation = RevocationReason.ALONE
    assignment.revoked_by, assignment.revoked_at = rse.user, now
    assignment.save(update_fields=["state", "revocation", "revoked_by", "revoked_at"])
    record(
        events.ASSIGNMENT_REVOKED, by=rse.user, subject=assignment, on_behalf_of=rse.enterprise_id,
        procuration=assignment.procuration.number, member=str(assignment.member_id),
    )  # fmt: skip
    enqueue(assignment_ended, assignment_id=str(assignment.pk))
    return assignment


def _held_procuration(procuration_id: UUID, enterprise: Enterprise) -> Procuration:
    found = Procuration.objects.filter(_of(enterprise), pk=procuration_id)
    # Its revocation waits its turn, and so does this: a right revoked meanwhile is not given.
    procuration = found.select_for_update(of=("self",)).first()
    if procuration is None:
        raise NotFound
    return procuration


def _of(enterprise: Enterprise, path: str = "") -> Q:
    """What this enterprise may assign: its own internal procurations, and those it received."""
    internal = Q(**{f"{path}enterprise": enterprise, f"{path}mandatary": None})
    return internal | Q(**{f"{path}mandatary": enterprise})


def _give(procuration: Procuration, members: list[Member], *, days: Days, rse: Member, now: datetime) -> Assigned:
    holds = Assignment.objects.filter(procuration=procuration, member__in=members, state=AssignmentState.GRANTED)
    held = set(holds.values_list("member_id", flat=True))
    given = []
    for member in members:
        if member.pk in held:
            continue
        assignment = Assignment.objects.create(
            procuration=procuration,
            member=member,
            starts_on=days.starts_on,
            ends_on=days.ends_on,
            created_by=rse.user,
            created_at=now,
        )
        record(
            events.ASSIGNMENT_CREATED, by=rse.user, subject=assignment, on_behalf_of=rse.enterprise_id,
            procuration=procuration.number, member=str(member.pk), ends_on=days.ends_on.isoformat(),
        )  # fmt: skip
        enqueue(assignment_given, assignment_id=str(assignment.pk))
        given.append(assignment)
    return Assigned(given, [member for member in members if member.pk in held])
