"""In which names a person may open one service now: what the gate and the provider offer, and nothing else (G-02)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from clicsequr.kernel.statements import planned_cursor
from ministry_services.models import OnlineService

# A first choice only: rules/rights.py decides on each. One's own enterprise comes before those one acts for.
_HOLDERS = """
WITH mine AS (
    SELECT m.id, m.role = 'rse' AS is_rse, m.enterprise_id FROM enterprises_member m
    JOIN enterprises_enterprise h ON h.id = m.enterprise_id
    WHERE m.user_id = %(user)s AND m.state = 'active' AND h.state = 'active' AND NOT (
        h.is_legacy AND NOT EXISTS (
            SELECT FROM enterprises_paperform f
            WHERE f.enterprise_id = h.id AND f.kind = 'lew4' AND f.state = 'processed'
        )
    )
), given AS NOT MATERIALIZED (
    SELECT p.id, p.enterprise_id, p.mandatary_id FROM enterprises_procuration p
    JOIN enterprises_procurationservice s ON s.procuration_id = p.id
    WHERE s.service_id = %(service)s AND s.ended_at IS NULL
    AND p.state = 'granted' AND p.starts_on <= %(on)s AND p.ends_on >= %(on)s
), held AS (
    SELECT mine.id AS member_id, mine.enterprise_id AS grantor_id, 0 AS rank FROM mine WHERE is_rse
    UNION
    SELECT mine.id, given.enterprise_id, 1 FROM mine
    JOIN given ON given.mandatary_id = mine.enterprise_id WHERE is_rse
    UNION
    SELECT mine.id, given.enterprise_id, (given.mandatary_id IS NOT NULL)::int FROM mine
    JOIN enterprises_assignment a ON a.member_id = mine.id
    JOIN given ON given.id = a.procuration_id
    WHERE NOT is_rse AND a.state = 'granted' AND a.starts_on <= %(on)s AND a.ends_on >= %(on)s
    AND coalesce(given.mandatary_id, given.enterprise_id) = mine.enterprise_id
)
SELECT held.member_id, held.grantor_id FROM held
JOIN enterprises_enterprise g ON g.id = held.grantor_id
WHERE g.state = 'active' AND (%(neq)s = '' OR g.neq = %(neq)s) AND EXISTS (
    SELECT FROM enterprises_serviceenrolment n
    WHERE n.enterprise_id = g.id AND n.service_id = %(service)s AND n.state = 'active'
)
ORDER BY held.rank, g.name, g.id, held.member_id LIMIT %(most)s
"""


def holders(
    user: User, service: OnlineService, *, now: datetime, neq: str = "", most: int = 2
) -> list[tuple[UUID, UUID]]:
    """Give pairs of a membership and the enterprise in whose name it may open the service; in one query.

    `neq`: of that enterprise alone.
    """
    asked: dict[str, Any] = {
        "user": user.pk,
        "service": service.pk,
        "neq": neq,
        "most": most,
        "on": timezone.localdate(now),
    }
    with planned_cursor() as cursor:
        cursor.execute(_HOLDERS, asked)
        return list(cursor.fetchall())
