"""Procurations and assignments as tables show them: their dates, and what today makes of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

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
    """One row; `ends_soon`: less than thirty days are left."""

    grant: Procuration | Assignment
    status: GrantStatus
    ends_soon: bool

    @property
    def label(self) -> str | Promise:
        return STATUS_LABELS[self.status]

    @property
    def is_over(self) -> bool:
        return self.status in {GrantStatus.DECLINED, GrantStatus.EXPIRED, GrantStatus.REVOKED}


def procuration_rows(procurations: Iterable[Procuration], *, now: datetime) -> list[GrantRow]:
    today = timezone.localdate(now)
    return [_row(one, procuration_status(one.state, _days(one), on=today), now=now) for one in procurations]


def assignment_rows(assignments: Iterable[Assignment], *, now: datetime) -> list[GrantRow]:
    """Give the rows of assignments loaded with their procuration."""
    today = timezone.localdate(now)
    rows = []
    for one in assignments:
        whole = procuration_status(one.procuration.state, _days(one.procuration), on=today)
        rows.append(_row(one, assignment_status(one.state, _days(one), procuration=whole, on=today), now=now))
    return rows


def _row(grant: Procuration | Assignment, status: GrantStatus, *, now: datetime) -> GrantRow:
    near = status == GrantStatus.IN_FORCE and ends_soon(grant.ends_on, on=timezone.localdate(now))
    return GrantRow(grant, status, near)


def _days(grant: Procuration | Assignment) -> Days:
    return Days(grant.starts_on, grant.ends_on)
