"""The effective right of a member, from the database: two queries, however many assignments they hold."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from accounts.models import User
from clicsequr.kernel.statements import planned_cursor
from enterprises.models import Enterprise, Member, ServiceEnrolment
from enterprises.queries.grants import grants_for, grants_in_force, grants_in_json, nearest_as_json
from enterprises.rules.access import Reason
from enterprises.rules.rights import Right, RightFacts, decide
from enterprises.states import EnrolmentState
from ministry_services.models import OnlineService

# One that is active counts, whatever was asked for and ended at the same instant.
_ENROLMENT_STATE = """
SELECT n.state FROM enterprises_serviceenrolment n WHERE n.enterprise_id = {enterprise} AND n.service_id = %(service)s
ORDER BY n.state = 'active' DESC, n.submitted_at DESC LIMIT 1
"""
_WHO = f"""
SELECT m.role, m.state, h.id, h.neq, h.name, h.state, g.neq, g.name, g.state,
    h.is_legacy AND NOT EXISTS (
        SELECT FROM enterprises_paperform f
        WHERE f.enterprise_id = h.id AND f.kind = 'lew4' AND f.state = 'processed'
    ),
    ({_ENROLMENT_STATE.format(enterprise="g.id")}),
    {nearest_as_json(member="m.id", role="m.role", grantor="g.id", home="h.id")}
FROM enterprises_member m
JOIN enterprises_enterprise h ON h.id = m.enterprise_id
JOIN enterprises_enterprise g ON g.id = %(grantor)s
WHERE m.id = %(member)s AND m.user_id = %(user)s
"""  # noqa: S608  no value of anybody's


@dataclass(frozen=True)
class Held:
    """A right, with who holds it and in whose name."""

    member: Member
    grantor: Enterprise
    right: Right


def effective_right(
    member: Member | None, service: OnlineService, *, now: datetime, grantor: Enterprise | None = None
) -> Right:
    """Give what a member may do in a service now, in the name of `grantor`, by default their own enterprise.

    `member` as memberships_of gives it, with its enterprise and `lew4_pending`.
    """
    whose = grantor or (member.enterprise if member else None)
    on = timezone.localdate(now)
    if member is None or whose is None:
        return decide(RightFacts(None, service, None, None), on=on)
    facts = RightFacts(
        member,
        service,
        whose,
        _enrolment_state(whose, service),
        grants_for(member, service.pk, grantor=whose, on=on),
        lew4_pending=bool(getattr(member, "lew4_pending", False)),
    )
    return decide(facts, on=on)


def right_in_name_of(
    user: User, service: OnlineService, *, member_id: UUID | str, grantor_id: UUID | str, now: datetime
) -> Held | None:
    """Give the effective right of a membership of this person, named by its number: one query for all of it.

    None where the membership or the enterprise is not there, or is another person's.
    """
    on = timezone.localdate(now)
    asked = {"member": member_id, "grantor": grantor_id, "user": user.pk, "service": service.pk, "on": on}
    with planned_cursor() as cursor:
        cursor.execute(_WHO, asked)
        found = cursor.fetchone()
    if found is None:
        return None
    member, grantor = _people(user, UUID(str(member_id)), UUID(str(grantor_id)), found)
    facts = RightFacts(member, service, grantor, found[10], grants_in_json(found[11]), lew4_pending=found[9])
    return Held(member, grantor, decide(facts, on=on))


def _people(user: User, member_id: UUID, grantor_id: UUID, found: tuple[Any, ...]) -> tuple[Member, Enterprise]:
    role, state, home_id, home_neq, home_name, home_state, neq, name, grantor_state = found[:9]
    home = Enterprise(pk=home_id, neq=home_neq, name=home_name, state=home_state)
    member = Member(pk=member_id, user=user, enterprise=home, role=role, state=state)
    is_own = home_id == grantor_id
    return member, home if is_own else Enterprise(pk=grantor_id, neq=neq, name=name, state=grantor_state)


def rights_of(member: Member, *, grantor: Enterprise, now: datetime) -> list[tuple[OnlineService, Right]]:
    """Give every service of `grantor` that a member may open now, in two queries (G-01)."""
    on = timezone.localdate(now)
    active = ServiceEnrolment.objects.filter(enterprise=grantor, state=EnrolmentState.ACTIVE)
    services = [row.service for row in active.select_related("service__ministry").order_by("service__order")]
    grants = grants_in_force(member, grantor=grantor, on=on)
    pending = bool(getattr(member, "lew4_pending", False))
    found = []
    for service in services:
        held = tuple(grants.get(service.pk, ()))
        facts = RightFacts(member, service, grantor, EnrolmentState.ACTIVE, held, lew4_pending=pending)
        found.append((service, decide(facts, on=on)))
    return [(service, right) for service, right in found if right.allowed or right.reason == Reason.SERVICE_CLOSED]


def _enrolment_state(enterprise: Enterprise, service: OnlineService) -> str | None:
    with connection.cursor() as cursor:
        sql = _ENROLMENT_STATE.format(enterprise="%(enterprise)s")
        cursor.execute(sql, {"enterprise": enterprise.pk, "service": service.pk})
        found = cursor.fetchone()
    return found[0] if found else None
