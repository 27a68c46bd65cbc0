"""What a member acts by, read at every decision: statements written once (clicsequr/kernel/statements.py)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from enterprises.models import Enterprise, Member
from enterprises.rules.procurations import Days
from enterprises.rules.rights import Grant
from enterprises.states import AssignmentState

_DAYS = {3, 4, 9, 10}  # places of the dates in a row: JSON has none
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
# Another enterprise's procuration counts once its mandatary has accepted it.
_TO_HOME = "p.mandatary_id = {home} AND p.state <> 'offered'"


@dataclass(frozen=True)
class _Source:
    """One way to hold: `columns FROM rest`, with the names of who asks in braces."""

    columns: str
    rest: str
    in_force: str
    nearest: str


# What was put in this person's hands: by their own enterprise, or by it of what another one gave it.
_ASSIGNED = _Source(
    f"{_OF_SERVICE}, a.state, a.starts_on, a.ends_on",
    f"""
    FROM enterprises_assignment a
    JOIN enterprises_procuration p ON p.id = a.procuration_id
    JOIN enterprises_procurationservice s ON s.procuration_id = p.id
    WHERE a.member_id = {{member}} AND p.enterprise_id = {{grantor}}
    AND CASE WHEN {{home}} = {{grantor}} THEN p.mandatary_id IS NULL ELSE {_TO_HOME} END""",
    _ASSIGNMENT_IN_FORCE,
    "a.ends_on DESC, a.id",
)
# What another enterprise gave this RSE's: they act by it without assigning it to themselves.
_RECEIVED = _Source(
    _OF_SERVICE,
    f"""
    FROM enterprises_procuration p
    JOIN enterprises_procurationservice s ON s.procuration_id = p.id
    WHERE p.enterprise_id = {{grantor}} AND {_TO_HOME}""",
    _WHOLE_IN_FORCE,
    "p.ends_on DESC, s.id",
)
_ASKING = {"member": "%(member)s", "grantor": "%(grantor)s", "home": "%(home)s"}


def grants_for(member: Member, service_id: int, *, grantor: Enterprise, on: date) -> tuple[Grant, ...]:
    """Give what this person acts by in one service, the nearest first; nothing for an RSE at home, who needs none."""
    source = _RECEIVED if member.is_rse else _ASSIGNED
    found = _found(member, grantor, source, _nearest(source), service=service_id, on=on)
    return tuple(_grant(row) for row in found)


def grants_in_force(member: Member, *, grantor: Enterprise, on: date) -> dict[int, list[Grant]]:
    """Give what this person acts by today, by service."""
    source = _RECEIVED if member.is_rse else _ASSIGNED
    grants: dict[int, list[Grant]] = {}
    for row in _found(member, grantor, source, f" AND {source.in_force} ORDER BY s.id", on=on):
        grants.setdefault(row[0], []).append(_grant(row))
    return grants


def nearest_as_json(*, member: str, role: str, grantor: str, home: str) -> str:
    """Give the SQL of what `grants_for` gives, as one value, for a statement that finds who asks by itself.

    The names are columns of that statement; it is asked with `service` and `on`.
    """
    names = {"member": member, "grantor": grantor, "home": home}
    assigned, received = (_as_json(source).format(**names) for source in (_ASSIGNED, _RECEIVED))
    return f"CASE WHEN {role} <> 'rse' THEN ({assigned}) WHEN {home} <> {grantor} THEN ({received}) END"


def grants_in_json(rows: list[list[Any]] | None) -> tuple[Grant, ...]:
    """Read what `nearest_as_json` found."""
    return tuple(
        _grant([date.fromisoformat(value) if place in _DAYS else value for place, value in enumerate(row)])
        for row in rows or ()
    )


def _nearest(source: _Source) -> str:
    return f" AND s.service_id = %(service)s ORDER BY {source.in_force} DESC, {source.nearest} LIMIT {MOST_GRANTS}"


def _as_json(source: _Source) -> str:
    rows = f"SELECT json_build_array({source.columns}) AS held {source.rest}{_nearest(source)}"
    return f"SELECT json_agg(n.held) FROM ({rows}) n"  # noqa: S608  our own words


def _found(member: Member, grantor: Enterprise, source: _Source, which: str, **values: Any) -> list[tuple[Any, ...]]:
    if member.is_rse and member.enterprise_id == grantor.pk:
        return []
    sql = f"SELECT {source.columns} {source.rest.format(**_ASKING)}{which}"
    asked = {"member": member.pk, "grantor": grantor.pk, "home": member.enterprise_id, **values}
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return list(cursor.fetchall())


def _grant(row: Sequence[Any]) -> Grant:
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
