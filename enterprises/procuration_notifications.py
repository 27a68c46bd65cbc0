"""What procurations and assignments tell those concerned (N-07), in the portal's mailbox. Outbox handlers."""

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from accounts.models import OutboxMessage, User
from accounts.states import UserState
from enterprises.models import Assignment, Procuration
from enterprises.queries.enrolments import active_rses
from enterprises.secure_notices import put_notice
from enterprises.states import AssignmentState


def procuration_offered(message: OutboxMessage, *, procuration_id: str) -> None:
    """Tell the RSEs of the mandatary that a procuration waits for their answer."""
    procuration = _procuration(procuration_id)
    if procuration.mandatary_id is not None:
        _put(message, active_rses(procuration.mandatary_id), "procuration_offered", procuration)


def procuration_answered(message: OutboxMessage, *, procuration_id: str) -> None:
    """Tell the RSEs of the grantor what the mandatary answered."""
    procuration = _procuration(procuration_id)
    _put(message, active_rses(procuration.enterprise_id), "procuration_answered", procuration)


def procuration_ended(message: OutboxMessage, *, procuration_id: str, member_ids: list[str]) -> None:
    """Tell everybody who held it, and the RSEs of the mandatary, that it is revoked."""
    procuration = _procuration(procuration_id)
    people = User.objects.filter(memberships__in=[UUID(pk) for pk in member_ids], state=UserState.ACTIVE).distinct()
    if procuration.mandatary_id is not None:
        people = people | active_rses(procuration.mandatary_id).distinct()
    _put(message, people, "procuration_revoked", procuration)


def procuration_ends_soon(message: OutboxMessage, *, procuration_id: str) -> None:
    """Tell the RSEs of the grantor, of the mandatary and everybody who holds it that its last day is near."""
    procuration = _procuration(procuration_id)
    people = (
        User.objects.filter(
            memberships__assignments__procuration=procuration,
            memberships__assignments__state=AssignmentState.GRANTED,
            memberships__assignments__ends_on__gte=timezone.localdate(),
            state=UserState.ACTIVE,
        ).distinct()
        | active_rses(procuration.enterprise_id).distinct()
    )
    if procuration.mandatary_id is not None:
        people = people | active_rses(procuration.mandatary_id).distinct()
    _put(message, people, "procuration_ends_soon", procuration)


def assignment_given(message: OutboxMessage, *, assignment_id: str) -> None:
    """Tell a person what they may do, in whose name, until when."""
    _put_assignment(message, "assignment_given", assignment_id)


def assignment_ended(message: OutboxMessage, *, assignment_id: str) -> None:
    """Tell a person that an assignment is revoked."""
    _put_assignment(message, "assignment_revoked", assignment_id)


def _put_assignment(message: OutboxMessage, name: str, assignment_id: str) -> None:
    found = Assignment.objects.select_related("procuration__enterprise", "member__user", "member__enterprise")
    assignment = found.get(pk=assignment_id)
    _put(message, [assignment.member.user], name, assignment.procuration, assignment=assignment)


def _procuration(procuration_id: str) -> Procuration:
    return Procuration.objects.select_related("enterprise", "mandatary").get(pk=procuration_id)


def _put(
    message: OutboxMessage, people: Iterable[User], name: str, procuration: Procuration, **context: object
) -> None:
    given = procuration.services.filter(ended_at=None).select_related("service").order_by("service__order")
    services = [row.service for row in given]
    for person in people:
        put_notice(
            person,
            name,
            source_key=f"{message.pk}:{person.pk}",
            sender=procuration.enterprise.name,
            reference=procuration.number,
            target_url_name="enterprises:home",
            context={"procuration": procuration, "services": services, **context},
        )
