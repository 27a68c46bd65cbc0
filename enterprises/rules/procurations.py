"""What the days make of a procuration and of an assignment, and what may be given (domain.md §2, screens.md §10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from enterprises.states import AssignmentState, ProcurationState

LONGEST_YEARS = 5
TOLD_DAYS_BEFORE = 30


class GrantStatus(StrEnum):
    """What people read of a procuration or an assignment on a given day."""

    OFFERED = "offered"
    DECLINED = "declined"
    UPCOMING = "upcoming"
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True)
class Days:
    """From the beginning of the first day to the end of the last, in Québec."""

    starts_on: date
    ends_on: date

    def hold(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on

    def hold_days(self, other: "Days") -> bool:
        return self.starts_on <= other.starts_on and other.ends_on <= self.ends_on

    def meet(self, other: "Days") -> bool:
        return self.starts_on <= other.ends_on and other.starts_on <= self.ends_on


class DaysFault(StrEnum):
    END_BEFORE_START = "end_before_start"
    END_PASSED = "end_passed"
    START_PASSED = "start_passed"
    TOO_LONG = "too_long"
    OUTSIDE_PROCURATION = "outside_procuration"


DAYS_FAULTS = {
    DaysFault.END_BEFORE_START: _("La date de fin doit être le jour du début ou plus tard"),
    DaysFault.END_PASSED: _("La date de fin doit être aujourd’hui ou plus tard"),
    DaysFault.START_PASSED: _("La date de début doit être aujourd’hui ou plus tard"),
    DaysFault.TOO_LONG: _("Une procuration dure au plus %(years)d ans"),
    DaysFault.OUTSIDE_PROCURATION: _("Les dates doivent être dans celles de la procuration"),
}


def fault_sentence(fault: DaysFault, *, years: int = LONGEST_YEARS) -> str:
    """Give what is said of unfit days, in the language of the page."""
    return str(DAYS_FAULTS[fault]) % {"years": years}


def last_day_allowed(starts_on: date, *, years: int = LONGEST_YEARS) -> date:
    """Give the last day a procuration may have: the same day, so many years later; 29 February ends on the 28th."""
    try:
        return starts_on.replace(year=starts_on.year + years)
    except ValueError:
        return starts_on.replace(year=starts_on.year + years, day=28)


def days_fault(days: Days, *, today: date, within: Days | None = None, years: int = LONGEST_YEARS) -> DaysFault | None:
    """Give what is wrong with the days of a new procuration, or of an assignment `within` its procuration's."""
    if days.ends_on < days.starts_on:
        return DaysFault.END_BEFORE_START
    if days.ends_on < today:
        return DaysFault.END_PASSED
    if days.starts_on < today and (within is None or days.starts_on < within.starts_on):
        return DaysFault.START_PASSED
    if days.ends_on > last_day_allowed(days.starts_on, years=years):
        return DaysFault.TOO_LONG
    return None if within is None or within.hold_days(days) else DaysFault.OUTSIDE_PROCURATION


def procuration_status(state: str, days: Days, *, on: date) -> GrantStatus:
    if state in {ProcurationState.DECLINED, ProcurationState.REVOKED}:
        return GrantStatus(state)
    if days.ends_on < on:
        return GrantStatus.EXPIRED
    if state == ProcurationState.OFFERED:
        return GrantStatus.OFFERED
    return GrantStatus.IN_FORCE if days.hold(on) else GrantStatus.UPCOMING


def assignment_status(state: str, days: Days, *, procuration: GrantStatus, on: date) -> GrantStatus:
    """Give the status of an assignment: never better than that of its procuration."""
    if state == AssignmentState.REVOKED or procuration in {GrantStatus.REVOKED, GrantStatus.DECLINED}:
        return GrantStatus.REVOKED
    if procuration == GrantStatus.EXPIRED or days.ends_on < on:
        return GrantStatus.EXPIRED
    in_force = procuration == GrantStatus.IN_FORCE and days.hold(on)
    return GrantStatus.IN_FORCE if in_force else GrantStatus.UPCOMING


def ends_soon(ends_on: date, *, on: date) -> bool:
    """Say whether the end is near enough to be told (N-07: thirty days)."""
    return 0 <= (ends_on - on).days <= TOLD_DAYS_BEFORE


def overlapping(days: Days, services: Iterable[int], others: Iterable[tuple[Days, frozenset[int]]]) -> bool:
    """Say whether another procuration already gives one of these services on one of these days: a warning, no more."""
    wanted = frozenset(services)
    return any(days.meet(other) and wanted & given for other, given in others)
