"""What a member acts by, read at every decision: statements written once (clicsequr/kernel/statements.py)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import connection

from enterprises.models import Enterprise, Member
from enterprises.rules.procurations import Days
from enterprises.rules.rights import Grant
from enterprises.states import AssignmentState

# Those in force come first, then those to come and the last gone: nobody holds more of one service at once.
MOST_GRANTS = 50
_OF_SERVICE = """
s.service_id, p.number, p.state, p.starts_on, p.ends_on, s.ended_at IS NOT NULL, s.unrestricted, ARRAY(
    SELECT k.code FROM enterprises_procurationservice_tasks t JOIN ministry_services_servicetask k
    ON k.id = t.servicetask_id WHERE t.procurationservice_id = s.id
)"""
_WHOLE_IN_FORCE = """(
    p.state = 'granted' AND p.starts_on <= %(on)s AND p.ends_on >= %(on)s AND s.ended_at IS NULL
)"""
_ASSIGNMENT_IN_FORCE = f"""(
    {_WHOLE_IN_FORCE} AND a.state = 'granted' AND a.starts_on <= %(on)s AND a.ends_on >= %(on)s
)"""
# What was put in this person's hands: by their own enterprise, or by it of what another one gave it.
_ASSIGNED = f"""
SELECT {_OF_SERVICE}, a.state, a.starts_on, a.ends_on FROM enterprises_assignment a
JOIN enterprises_procuration p ON p.id = a.procuration_id
JOIN enterprises_procurationservice s ON s.procuration_id = p.id
WHERE a.member_id = %(member)s AND p.enterprise_id = %(grantor)s AND"""  # noqa: S608  no value of anybody's
# Another enterprise's procuration counts once its mandatary has accepted it.
_ACCEPTED = " p.mandatary_id = %(home)s AND p.state <> 'offered'"
_INTERNAL = " p.mandatary_id IS NULL"
# What another enterprise gave this RSE's: they act by it without assigning it to themselves.
_RECEIVED = f"""
SELECT {_OF_SERVICE} FROM enterprises_procuration p
JOIN enterprises_procurationservice s ON s.procuration_id = p.id
WHERE p.enterprise_id = %(grantor)s AND"""  # noqa: S608
_NEAREST_ASSIGNED = (
    f" AND s.service_id = %(service)s ORDER BY {_ASSIGNMENT_IN_FORCE} DESC, a.ends_on DESC, a.id LIMIT {MOST_GRANTS}"
)
_NEAREST_RECEIVED = (
    f" AND s.service_id = %(service)s ORDER BY {_WHOLE_IN_FORCE} DESC, p.ends_on DESC, s.id LIMIT {MOST_GRANTS}"
)


def grants_for(member: Member, service_id: int, *, grantor: Enterprise, on: date) -> tuple[Grant, ...]:
    """Give what this person acts by in one service, the nearest first; nothing for an RSE at home, who needs none."""
    nearest = _NEAREST_RECEIVED if member.is_rse else _NEAREST_ASSIGNED
    return tuple(grant for _service, grant in _found(member, grantor, nearest, service=service_id, on=on))


def grants_in_force(member: Member, *, grantor: Enterprise, on: date) -> dict[int, list[Grant]]:
    """Give what this person acts by today, by service."""
    in_force = f" AND {_WHOLE_IN_FORCE if member.is_rse else _ASSIGNMENT_IN_FORCE} ORDER BY s.id"
    grants: dict[int, list[Grant]] = {}
    for service, grant in _found(member, grantor, in_force, on=on):
        grants.setdefault(service, []).append(grant)
    return grants


def _found(member: Member, grantor: Enterprise, which: str, **values: Any) -> Iterator[tuple[int, Grant]]:
    is_home = member.enterprise_id == grantor.pk
    if member.is_rse and is_home:
        return
    sql = _RECEIVED + _ACCEPTED if member.is_rse else _ASSIGNED + (_INTERNAL if is_home else _ACCEPTED)
    with connection.cursor() as cursor:
        cursor.execute(
            sql + which, {"member": member.pk, "grantor": grantor.pk, "home": member.enterprise_id, **values}
        )
        for row in cursor.fetchall():
            yield row[0], _grant(row)


def _grant(row: tuple[Any, ...]) -> Grant:
    number, state, starts_on, ends_on, is_ended, unrestricted, tasks, *own = row[1:]
    whole = Days(starts_on, ends_on)
    # An RSE holds the procuration itself.
    own_state, own_days = (own[0], Days(own[1], own[2])) if own else (AssignmentState.GRANTED.value, whole)
    return Grant(
        assignment_state=own_state,
        assignment_days=own_days,
        procuration_state=state,
        procuration_days=whole,
        tasks=None if unrestricted else frozenset(tasks),
        scope_ended=is_ended,
        procuration_number=number,
    )
