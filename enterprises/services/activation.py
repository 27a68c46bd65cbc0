"""Agents activate or refuse a registration once the caller is known (seed, step 2; screens.md A-02 to A-06).

Every act takes the `version` of the file that its page showed: a file changed since is refused (`StaleState`).
"""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.agents import agent_of
from accounts.models import User
from accounts.services.journal import record
from accounts.services.outbox import Handler, enqueue
from accounts.states import USER_MOVES, AgentRole, UserState
from clicsequr.kernel.errors import AlreadyDone, DomainError, NotAllowed, StaleState
from enterprises import events
from enterprises.activation_notifications import registration_decided
from enterprises.models import ActivationCheck, Enterprise, Member, Registration
from enterprises.queries.agent_queue import counted_checks, registered_entry, situation_of
from enterprises.register import register
from enterprises.rules import activation as rules
from enterprises.rules.activation import BLOCKER_SENTENCES, Blocker
from enterprises.rules.agent_notes import check_notes
from enterprises.states import (
    ENTERPRISE_MOVES,
    MEMBER_MOVES,
    REGISTRATION_MOVES,
    EnterpriseState,
    MemberState,
    RegistrationState,
)

DESK = (AgentRole.AGENT, AgentRole.SUPERVISOR)


class Blocked(DomainError):
    """The file cannot be activated, or not by this agent; `blocker` says why."""

    def __init__(self, blocker: Blocker) -> None:
        self.blocker = blocker
        super().__init__(f"activation.{blocker}", BLOCKER_SENTENCES[blocker])


class AlreadyProcessed(AlreadyDone):
    code = "activation.already_processed"
    message = _("Cette demande est déjà traitée. Sa décision est affichée ci-dessous.")


class KindNotOffered(DomainError):
    code = "activation.kind_not_offered"
    message = _("Ce genre de secret a déjà concordé, ou le registre n’en a pas. Choisissez-en un autre.")


@transaction.atomic
def check_secret(
    registration: Registration, *, kind: str, value: str | Sequence[str], by: User, version: int, now: datetime
) -> bool:
    """Say whether the caller's words match; keep the kind and the answer only. The last failed try freezes the file.

    Refuses a frozen or processed file, another agent's, a kind that matched already or that the register lacks.
    A register that does not answer (`RegisterUnavailable`) costs no try.
    """
    locked = open_file(registration, by=by, version=version)
    if locked.frozen_at is not None:
        raise Blocked(Blocker.FROZEN)
    checks = counted_checks(locked)
    entry = registered_entry(locked)
    if entry is None or kind not in rules.kinds_to_check(entry.secret_kinds, checks):
        raise KindNotOffered
    matched = register().match_secret(entry.id, kind, value)
    ActivationCheck.objects.create(registration=locked, agent=by, kind=kind, matched=matched)
    checks.append(rules.Check(kind, matched))
    event = events.SECRET_MATCHED if matched else events.SECRET_MISMATCHED
    record(event, by=by, subject=locked, on_behalf_of=locked.enterprise_id, kind=kind)
    if not matched and rules.freezes(checks, tries=settings.ACTIVATION_TRIES):
        locked.frozen_at = now
        record(events.ACTIVATION_FROZEN, by=by, subject=locked, on_behalf_of=locked.enterprise_id)
    save_file(locked, "frozen_at")
    return matched


@transaction.atomic
def approve_activation(registration: Registration, *, by: User, version: int) -> Registration:
    """Approve as the first of two agents and give the file back to the queue; refuse what blocks an activation."""
    locked = open_file(registration, by=by, version=version)
    _refuse_first(rules.approval_blockers(situation_of(locked, agent=by)))
    if not settings.ACTIVATION_NEEDS_SECOND_AGENT or locked.approved_by_id is not None:
        raise NotAllowed
    locked.approved_by, locked.assigned_to, locked.taken_at = by, None, None
    save_file(locked, "approved_by", "assigned_to", "taken_at")
    record(events.ACTIVATION_APPROVED, by=by, subject=locked, on_behalf_of=locked.enterprise_id)
    return locked


@transaction.atomic
def activate_registration(
    registration: Registration, *, by: User, version: int, told_by_phone: bool, now: datetime
) -> Registration:
    """Activate code and password, confirmed by telephone (done) or by e-mail (N-03).

    Refuses (`Blocked`) a file without two kinds that match, frozen, another agent's, of an enterprise no longer
    active at the register, with a designation still awaited, or that the same agent approved.
    """
    locked = open_file(registration, by=by, version=version)
    _refuse_first(rules.activation_blockers(situation_of(locked, agent=by)))
    locked.state = REGISTRATION_MOVES.check(locked.state, RegistrationState.ACTIVATED)
    locked.activated_by, locked.closed_at = by, now
    locked.notified_by_phone_at = now if told_by_phone else None
    save_file(locked, "state", "activated_by", "closed_at", "notified_by_phone_at")
    _open_enterprise(locked)
    _move_person(locked, user_state=UserState.ACTIVE, member_state=MemberState.ACTIVE)
    record(events.REGISTRATION_ACTIVATED, by=by, subject=locked, on_behalf_of=locked.enterprise_id)
    if told_by_phone:
        record(events.ACTIVATION_CONFIRMED_BY_PHONE, by=by, subject=locked, on_behalf_of=locked.enterprise_id)
    else:
        tell_decision(locked)
    return locked


@transaction.atomic
def refuse_registration(
    registration: Registration, *, by: User, version: int, reason: str, text: str, note: str, now: datetime
) -> Registration:
    """Refuse for a listed reason: `text` goes to the applicant (N-03), `note` stays with the agents.

    The account closes and the enterprise may register again. Refuses a file processed or another agent's, and words
    that hold a number like a secret.
    """
    check_notes(text, note)
    locked = open_file(registration, by=by, version=version)
    locked.state = REGISTRATION_MOVES.check(locked.state, RegistrationState.REFUSED)
    locked.closed_at = now
    locked.refusal_code, locked.refusal_text, locked.refusal_note = reason, text, note
    save_file(locked, "state", "closed_at", "refusal_code", "refusal_text", "refusal_note")
    _move_person(locked, user_state=UserState.CLOSED, member_state=MemberState.REVOKED)
    record(events.REGISTRATION_REFUSED, by=by, subject=locked, on_behalf_of=locked.enterprise_id, reason=reason)
    tell_decision(locked)
    return locked


def open_file(registration: Registration, *, by: User, version: int) -> Registration:
    """Lock a file that waits for a decision and that `by` may work on; refuse what has changed since the page."""
    if not agent_of(by).has_role(*DESK):
        raise NotAllowed
    locked = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    if locked.state != RegistrationState.SUBMITTED:
        raise AlreadyProcessed
    if rules.is_held_by_another(locked.assigned_to_id, agent_id=by.pk):
        raise Blocked(Blocker.ASSIGNED_TO_ANOTHER)
    if locked.version != version:
        raise StaleState
    return locked


def save_file(locked: Registration, *fields: str) -> None:
    """Save the named fields; a page that shows the former version can act no more."""
    locked.version += 1
    locked.save(update_fields=[*fields, "version"])


def tell_decision(registration: Registration) -> None:
    """Owe the decision's mail (N-03) to the representative and to the RSE."""
    owe_to_applicants(registration, handler=registration_decided)


def owe_to_applicants(registration: Registration, *, handler: Handler) -> None:
    """Owe a mail to the representative and to the RSE, once an address."""
    addresses = {registration.rse_email: "rse", registration.representative_email: "representative"}
    for recipient in sorted(recipient for email, recipient in addresses.items() if email):
        enqueue(handler, registration_id=str(registration.pk), recipient=recipient)


def _refuse_first(blockers: list[Blocker]) -> None:
    if blockers:
        raise Blocked(blockers[0])


def _open_enterprise(registration: Registration) -> None:
    enterprise = Enterprise.objects.select_for_update(of=("self",)).get(registrations=registration)
    enterprise.state = ENTERPRISE_MOVES.check(enterprise.state, EnterpriseState.ACTIVE)
    enterprise.save(update_fields=["state"])


def _move_person(registration: Registration, *, user_state: UserState, member_state: MemberState) -> None:
    """Move the RSE's account and their place in the enterprise."""
    user = User.objects.select_for_update(of=("self",)).get(registrations=registration)
    user.state = USER_MOVES.check(user.state, user_state)
    user.save(update_fields=["state"])
    member = Member.objects.select_for_update(of=("self",)).get(enterprise__registrations=registration, user=user)
    member.state = MEMBER_MOVES.check(member.state, member_state)
    member.save(update_fields=["state"])
