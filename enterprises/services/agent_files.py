"""Who works on a registration's file: taken, given back, attributed, unfrozen, and its calls noted."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.agents import agent_of
from accounts.models import User
from accounts.services.journal import record
from clicsequr.kernel.errors import NotAllowed, StaleState
from enterprises import events
from enterprises.models import ActivationCheck, CallNote, Registration
from enterprises.rules.agent_notes import check_notes
from enterprises.services.activation import DESK, AlreadyProcessed, open_file, save_file
from enterprises.states import RegistrationState

SAME_CLICK = timedelta(minutes=1)


class NotAnAgent(NotAllowed):
    code = "activation.not_an_agent"
    message = _("Cette personne n’est pas un agent actif de Revenu Québec. Choisissez-en une autre.")


@transaction.atomic
def take_registration(registration: Registration, *, by: User, now: datetime) -> Registration:
    """Take a free file in charge; one already mine stays so. Refuses another agent's, by name, and a processed one."""
    locked = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    if locked.assigned_to_id == by.pk and locked.state == RegistrationState.SUBMITTED:
        return locked
    locked = open_file(locked, by=by, version=locked.version)
    locked.assigned_to, locked.taken_at = by, now
    save_file(locked, "assigned_to", "taken_at")
    record(events.REGISTRATION_TAKEN, by=by, subject=locked, on_behalf_of=locked.enterprise_id)
    return locked


@transaction.atomic
def release_registration(registration: Registration, *, by: User) -> Registration:
    """Give one's own file back to the queue; one already free stays so. Refuses another agent's."""
    locked = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    locked = open_file(locked, by=by, version=locked.version)
    if locked.assigned_to_id is None:
        return locked
    locked.assigned_to, locked.taken_at = None, None
    save_file(locked, "assigned_to", "taken_at")
    record(events.REGISTRATION_RELEASED, by=by, subject=locked, on_behalf_of=locked.enterprise_id)
    return locked


@transaction.atomic
def note_call(registration: Registration, *, by: User, caller: str, outcome: str, note: str, now: datetime) -> CallNote:
    """Note a call in the file of a registration that waits; its words stay in the file, the journal has the outcome.

    Refuses a text that holds a number like a secret. A call without answer is to be made again (A-02, « Rappels »).
    The same words again within a minute are the same click, and the same call.
    """
    check_notes(caller, note)
    locked = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    locked = open_file(locked, by=by, version=locked.version)
    words = {"registration": locked, "agent": by, "caller": caller, "outcome": outcome, "note": note}
    if noted := CallNote.objects.filter(**words, called_at__gt=now - SAME_CLICK).first():
        return noted
    call = CallNote.objects.create(**words)
    locked.unanswered_at = now if outcome == CallNote.Outcome.NO_ANSWER else None
    locked.save(update_fields=["unanswered_at"])
    record(events.REGISTRATION_CALL_NOTED, by=by, subject=locked, on_behalf_of=locked.enterprise_id, outcome=outcome)
    return call


@transaction.atomic
def unfreeze_registration(registration: Registration, *, by: User, version: int, reason: str) -> Registration:
    """Give a frozen file its tries back: what was checked before no longer counts. Supervisors only."""
    locked = _supervised(registration, by=by, version=version)
    if locked.frozen_at is None:
        raise StaleState
    ActivationCheck.objects.filter(registration=locked, counts=True).update(counts=False)
    locked.frozen_at, locked.approved_by = None, None
    save_file(locked, "frozen_at", "approved_by")
    record(events.ACTIVATION_UNFROZEN, by=by, subject=locked, on_behalf_of=locked.enterprise_id, reason=reason)
    return locked


@transaction.atomic
def reassign_registration(
    registration: Registration, *, by: User, version: int, to: User | None, now: datetime
) -> Registration:
    """Give a file to an agent, or back to the queue. Supervisors only; refuses who is not an active agent."""
    locked = _supervised(registration, by=by, version=version)
    if to is not None and not (to.is_active and agent_of(to).has_role(*DESK)):
        raise NotAnAgent
    locked.assigned_to, locked.taken_at = to, now if to else None
    save_file(locked, "assigned_to", "taken_at")
    event = events.REGISTRATION_TAKEN if to else events.REGISTRATION_RELEASED
    record(event, by=by, subject=locked, on_behalf_of=locked.enterprise_id, to=to.username if to else "")
    return locked


def _supervised(registration: Registration, *, by: User, version: int) -> Registration:
    """Lock a file that waits, whoever holds it, for a supervisor."""
    if not agent_of(by).is_supervisor:
        raise NotAllowed
    locked = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    if locked.state != RegistrationState.SUBMITTED:
        raise AlreadyProcessed
    if locked.version != version:
        raise StaleState
    return locked
