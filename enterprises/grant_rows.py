"""Procurations and assignments as tables show them: their dates, and what today makes of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from enterprises.models import Assignment, Procuration
from enterprises.rules.procurations import Days, GrantStatus, assignment_status, ends_soon, procuration_status

STATUS_LABELS = {
    GrantStatus.OFFERED: _("En attente d’acceptation"),
    GrantStatus.DECLINED: _("Déclinée"),
    GrantStatus.UPCOMING: _("À venir"),
    GrantStatus.IN_FORCE: _("En vigueur"),
    GrantStatus.EXPIRED: _("Expirée"),
    GrantStatus.REVOKED: _("Révoquée"),
}


@dataclass(frozen=True)
class GrantRow:
    """One row, as it stands `today`."""

    grant: Procuration | Assignment
    status: GrantStatus
    today: date

    @property
    def label(self) -> str | Promise:
        return STATUS_LABELS[self.status]

    @property
    def ends_on(self) -> date:
        """Give the last day that counts: a procuration shortened since ends its assignments."""
        if isinstance(self.grant, Procuration):
            return self.grant.ends_on
        return min(self.grant.ends_on, self.grant.procuration.ends_on)

    @property
    def ends_soon(self) -> bool:
        """Say whether less than thirty days are left."""
        return self.status == GrantStatus.IN_FORCE and ends_soon(self.ends_on, on=self.today)

    @property
    def is_over(self) -> bool:
        return self.status in {GrantStatus.DECLINED, GrantStatus.EXPIRED, GrantStatus.REVOKED}


def procuration_rows(procurations: Iterable[Procuration], *, now: datetime) -> list[GrantRow]:
    today = timezone.localdate(now)
    return [GrantRow(one, procuration_status(one.state, _days(one), on=today), today) for one in procurations]


def assignment_rows(assignments: Iterable[Assignment], *, now: datetime) -> list[GrantRow]:
    """Give the rows of assignments loaded with their procuration."""
    today = timezone.localdate(now)
    rows = []
    for one in assignments:
        whole = procuration_status(one.procuration.state, _days(one.procuration), on=today)
        rows.append(GrantRow(one, assignment_status(one.state, _days(one), procuration=whole, on=today), today))
    return rows


def _days(grant: Procuration | Assignment) -> Days:
    return Days(grant.starts_on, grant.ends_on)
