"""A ministry answers an enrolment, by its agent or by its rule, and is reminded when it is late (A-09)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import OutsideActor
from accounts.agents import Agent
from accounts.models import User
from accounts.services.journal import record
from accounts.services.outbox import enqueue
from clicsequr.kernel.errors import AlreadyDone, DomainError, NotFound, StaleState
from clicsequr.kernel.secrecy import holds_nas
from enterprises import events
from enterprises.enrolment_notifications import enrolment_answered, enrolment_overdue
from enterprises.models import ServiceEnrolment
from enterprises.queries.enrolments import agents_of_ministry, enrolments_answered_by
from enterprises.rules.agent_notes import NoteHoldsSecret
from enterprises.rules.enrolment import is_overdue, may_be_accepted, may_take, outcome_by_rule
from enterprises.states import ENROLMENT_MOVES, EnrolmentState
from ministry_services.rules.catalogue import answer_is_accepted

_EVENTS = {
    EnrolmentState.ACTIVE: events.ENROLMENT_ACTIVATED,
    EnrolmentState.REFUSED: events.ENROLMENT_REFUSED,
}


class InOtherHands(DomainError):
    code = "enrolment.in_other_hands"
    message = _("Un autre agent a pris cette demande en charge. Choisissez-en une autre dans la file.")


class NotTaken(DomainError):
    code = "enrolment.not_taken"
    message = _("Prenez d’abord cette demande en charge, puis répondez.")


class EnterpriseNotActive(DomainError):
    code = "enrolment.enterprise_not_active"
    message = _(
        "L’entreprise n’est plus active\u00a0: l’inscription ne peut pas être acceptée. Vous pouvez la refuser."
    )


class ReasonMissing(DomainError):
    code = "enrolment.reason_missing"
    message = _("Écrivez la raison du refus\u00a0: l’entreprise la lira.")


@transaction.atomic
def take_enrolment(enrolment_id: UUID, *, by: Agent) -> ServiceEnrolment:
    """Take a request in charge; refuse one that another agent holds or that is answered."""
    enrolment = _locked_for(enrolment_id, by)
    if not may_take(assigned_to=enrolment.assigned_to_id, agent=by.user.pk, is_supervisor=by.is_supervisor):
        raise InOtherHands
    if enrolment.assigned_to_id == by.user.pk:
        return enrolment
    enrolment.assigned_to = by.user
    enrolment.save(update_fields=["assigned_to"])
    record(events.ENROLMENT_TAKEN, by=by.user, subject=enrolment, on_behalf_of=enrolment.enterprise_id)
    return enrolment


@transaction.atomic
def release_enrolment(enrolment_id: UUID, *, by: Agent) -> ServiceEnrolment:
    """Give a request back to the queue; refuse one in other hands."""
    enrolment = _locked_for(enrolment_id, by)
    if not may_take(assigned_to=enrolment.assigned_to_id, agent=by.user.pk, is_supervisor=by.is_supervisor):
        raise InOtherHands
    if enrolment.assigned_to_id is None:
        raise AlreadyDone
    enrolment.assigned_to = None
    enrolment.save(update_fields=["assigned_to"])
    record(events.ENROLMENT_RELEASED, by=by.user, subject=enrolment, on_behalf_of=enrolment.enterprise_id)
    return enrolment


@transaction.atomic
def decide_enrolment(
    enrolment_id: UUID, *, outcome: EnrolmentState, text: str, by: Agent, now: datetime
) -> ServiceEnrolment:
    """Accept or refuse for the ministry; every active RSE is owed a secure message.

    Refuses what is answered or withdrawn meanwhile, what another agent holds, an enterprise no longer active, a text
    with a number like a NAS.
    """
    if holds_nas(text):
        raise NoteHoldsSecret
    enrolment = _locked_for(enrolment_id, by)
    if enrolment.assigned_to_id is None:
        raise NotTaken
    if enrolment.assigned_to_id != by.user.pk:
        raise InOtherHands
    if outcome == EnrolmentState.REFUSED and not text.strip():
        raise ReasonMissing
    if outcome == EnrolmentState.ACTIVE and not may_be_accepted(enrolment.enterprise.state):
        raise EnterpriseNotActive
    return _answered(enrolment, outcome, text.strip(), by.user, now)


@transaction.atomic
def decide_enrolment_by_rule(enrolment_id: UUID, *, by: OutsideActor, now: datetime) -> ServiceEnrolment | None:
    """Answer by the service's own rule; leave alone what is answered, and to an agent an inactive enterprise."""
    found = ServiceEnrolment.objects.select_related("enterprise", "service").select_for_update(of=("self",))
    enrolment = found.filter(pk=enrolment_id, state=EnrolmentState.IN_PROGRESS).first()
    if enrolment is None or not may_be_accepted(enrolment.enterprise.state):
        return None
    answers = enrolment.answers.select_related("question")
    outcome = outcome_by_rule(
        answer_is_accepted(answer.question.kind, answer.value, limits=answer.question.limits) for answer in answers
    )
    return _answered(enrolment, outcome, "", by, now)


@transaction.atomic
def remind_overdue_enrolment(enrolment_id: UUID, *, by: OutsideActor, now: datetime) -> bool:
    """Remind the agents of the ministry, once, of a request past its 24 hours; say whether it was done now."""
    found = ServiceEnrolment.objects.select_related("service").select_for_update(of=("self",))
    enrolment = found.filter(pk=enrolment_id, reminded_at=None).first()
    if enrolment is None or not is_overdue(enrolment.state, due=enrolment.due_at, now=now):
        return False
    enrolment.reminded_at = now
    enrolment.save(update_fields=["reminded_at"])
    record(events.ENROLMENT_REMINDED, by=by, subject=enrolment, on_behalf_of=enrolment.enterprise_id)
    for agent in agents_of_ministry(enrolment.service.ministry_id):
        enqueue(enrolment_overdue, enrolment_id=str(enrolment.pk), agent_id=str(agent.pk))
    return True


def _locked_for(enrolment_id: UUID, agent: Agent) -> ServiceEnrolment:
    """Lock a request of the agent's own ministries, still to be answered."""
    if not enrolments_answered_by(agent).filter(pk=enrolment_id).exists():
        raise NotFound
    locked = ServiceEnrolment.objects.select_for_update(of=("self",)).select_related("enterprise", "service")
    enrolment = locked.get(pk=enrolment_id)
    if enrolment.state != EnrolmentState.IN_PROGRESS:
        raise StaleState("enrolment.answered_meanwhile")
    return enrolment


def _answered(
    enrolment: ServiceEnrolment, outcome: EnrolmentState, text: str, by: User | OutsideActor, now: datetime
) -> ServiceEnrolment:
    enrolment.state = ENROLMENT_MOVES.check(enrolment.state, outcome)
    enrolment.decided_at = now
    enrolment.decided_by = by if isinstance(by, User) else None
    enrolment.decision_text = text
    enrolment.save(update_fields=["state", "decided_at", "decided_by", "decision_text"])
    service = enrolment.service.slug
    record(_EVENTS[outcome], by=by, subject=enrolment, on_behalf_of=enrolment.enterprise_id, service=service)
    enqueue(enrolment_answered, enrolment_id=str(enrolment.pk), outcome=outcome)
    return enrolment
