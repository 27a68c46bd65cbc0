"""Suspend, reactivate, revoke the file of a person of one's enterprise (screens.md U-05 to U-07)."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import SYSTEM, OutsideActor
from accounts.models import User
from accounts.services.journal import record
from accounts.services.outbox import enqueue
from accounts.services.sessions import end_sessions
from clicsequr.kernel.errors import AlreadyDone, DomainError
from enterprises import events
from enterprises.member_notifications import member_state_changed
from enterprises.models import Assignment, Member
from enterprises.rules.members import MemberAct, recorded_reason
from enterprises.services.acting_rse import acting_rse
from enterprises.services.member_files import open_member, save_member
from enterprises.states import MEMBER_MOVES, AssignmentState, MemberState, RevocationReason


class SuspensionEndsInThePast(DomainError):
    code = "member.suspension_ends_in_the_past"
    message = _("Le dernier jour de la suspension doit être aujourd’hui ou plus tard")


@transaction.atomic
def suspend_member(
    member_id: UUID, *, reason: str, note: str, until: date | None, version: int, by: Member, now: datetime
) -> Member:
    """Close a person's access to the enterprise for a time; assignments stay and give nothing meanwhile.

    Acts at the person's next request. Two RSE who suspend each other at once: the first one stays.
    """
    rse = acting_rse(by)
    member = open_member(member_id, rse=rse, version=version, act=MemberAct.SUSPEND)
    if until is not None and until < timezone.localdate(now):
        raise SuspensionEndsInThePast
    return suspend_file(member, reason=reason, note=note, until=until, by=rse.user, now=now)


def suspend_file(member: Member, *, reason: str, note: str, until: date | None, by: User, now: datetime) -> Member:
    """Suspend a file that the caller locked and may suspend."""
    member.state = MEMBER_MOVES.check(member.state, MemberState.SUSPENDED)
    member.state_reason, member.state_note = reason, note
    member.suspended_until, member.state_changed_at = until, now
    save_member(member, "state", "state_reason", "state_note", "suspended_until", "state_changed_at")
    record(
        events.MEMBER_SUSPENDED, by=by, subject=member, on_behalf_of=member.enterprise_id,
        reason=recorded_reason(reason), until=until.isoformat() if until else "",
    )  # fmt: skip
    _shut_out(member)
    return member


@transaction.atomic
def reactivate_member(member_id: UUID, *, version: int, by: Member, now: datetime) -> Member:
    """Open a suspended file again; what has expired meanwhile stays expired."""
    rse = acting_rse(by)
    member = open_member(member_id, rse=rse, version=version, act=MemberAct.REACTIVATE)
    _reopen(member, now=now)
    record(events.MEMBER_REACTIVATED, by=rse.user, subject=member, on_behalf_of=rse.enterprise_id)
    _tell(member)
    return member


@transaction.atomic
def end_suspension(member_id: UUID, *, now: datetime, by: OutsideActor = SYSTEM) -> Member:
    """Open a file whose last day of suspension has passed; refuse (`AlreadyDone`) any other."""
    member = Member.objects.select_for_update(of=("self",)).get(pk=member_id)
    is_due = member.suspended_until is not None and member.suspended_until < timezone.localdate(now)
    if member.state != MemberState.SUSPENDED or not is_due:
        raise AlreadyDone
    _reopen(member, now=now)
    record(events.MEMBER_REACTIVATED, by=by, subject=member, on_behalf_of=member.enterprise_id)
    _tell(member)
    return member


@transaction.atomic
def revoke_member(member_id: UUID, *, reason: str, note: str, version: int, by: Member, now: datetime) -> Member:
    """End a file for good, with every assignment of it; its code is never given to anybody else."""
    rse = acting_rse(by)
    member = open_member(member_id, rse=rse, version=version, act=MemberAct.REVOKE)
    return end_file(member, reason=reason, note=note, by=rse.user, now=now)


def end_file(member: Member, *, reason: str, note: str, by: User, now: datetime) -> Member:
    """Revoke a file that the caller locked and may revoke, with its assignments."""
    member.state = MEMBER_MOVES.check(member.state, MemberState.REVOKED)
    member.state_reason, member.state_note = reason, note
    member.suspended_until, member.state_changed_at = None, now
    save_member(member, "state", "state_reason", "state_note", "suspended_until", "state_changed_at")
    ended = Assignment.objects.filter(member=member, state=AssignmentState.GRANTED)
    count = ended.update(
        state=AssignmentState.REVOKED, revocation=RevocationReason.MEMBER, revoked_by=by, revoked_at=now
    )
    record(
        events.MEMBER_REVOKED, by=by, subject=member, on_behalf_of=member.enterprise_id,
        reason=recorded_reason(reason), assignments=count,
    )  # fmt: skip
    _shut_out(member)
    return member


def _reopen(member: Member, *, now: datetime) -> None:
    """Who never signed in is waited for again; anybody else works on."""
    has_come = member.user.last_login is not None
    member.state = MEMBER_MOVES.check(member.state, MemberState.ACTIVE if has_come else MemberState.CREATED)
    member.state_reason = member.state_note = ""
    member.suspended_until, member.state_changed_at = None, now
    save_member(member, "state", "state_reason", "state_note", "suspended_until", "state_changed_at")


def _shut_out(member: Member) -> None:
    end_sessions(member.user)
    _tell(member)


def _tell(member: Member) -> None:
    enqueue(member_state_changed, member_id=str(member.pk), state=member.state)
