"""Enrolment: what may be asked, when it is late, what the service decides alone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from clicsequr.kernel.states import IllegalMove
from enterprises.rules.enrolment import due_at, is_overdue, may_ask, may_be_accepted, may_take, outcome_by_rule
from enterprises.states import ENROLMENT_MOVES, ENROLMENT_REQUEST_MOVES, EnrolmentRequestState, EnrolmentState
from ministry_services.rules.catalogue import answer_is_accepted, answer_is_valid
from ministry_services.states import ServiceState

LEGAL = {
    (EnrolmentState.IN_PROGRESS, EnrolmentState.ACTIVE),
    (EnrolmentState.IN_PROGRESS, EnrolmentState.REFUSED),
    (EnrolmentState.IN_PROGRESS, EnrolmentState.WITHDRAWN),
    (EnrolmentState.ACTIVE, EnrolmentState.DEACTIVATED),
}
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("target", EnrolmentState)
@pytest.mark.parametrize("state", EnrolmentState)
def test_an_enrolment_moves_only_through_its_table(state: EnrolmentState, target: EnrolmentState) -> None:
    if (state, target) in LEGAL:
        assert ENROLMENT_MOVES.check(state, target) == target
    else:
        with pytest.raises(IllegalMove):
            ENROLMENT_MOVES.check(state, target)


@pytest.mark.parametrize("target", EnrolmentRequestState)
@pytest.mark.parametrize("state", EnrolmentRequestState)
def test_a_request_leaves_its_draft_once(state: EnrolmentRequestState, target: EnrolmentRequestState) -> None:
    legal = state == EnrolmentRequestState.DRAFT and target != EnrolmentRequestState.DRAFT
    assert ENROLMENT_REQUEST_MOVES.allows(state, target) is legal


@pytest.mark.parametrize("latest", [None, *EnrolmentState])
@pytest.mark.parametrize("service", ServiceState)
def test_one_asks_for_an_open_service_that_is_not_open_already(service: ServiceState, latest: str | None) -> None:
    waiting = latest in {EnrolmentState.IN_PROGRESS, EnrolmentState.ACTIVE}
    assert may_ask(service, latest=latest) is (service == ServiceState.OPEN and not waiting)


@pytest.mark.parametrize(
    ("submitted", "due"),
    [
        # 1 November 2026, 2:00: clocks go back; 8 March 2026, 2:00: they go forward.
        (datetime(2026, 10, 31, 12, tzinfo=ZoneInfo("America/Toronto")), datetime(2026, 11, 1, 16, tzinfo=UTC)),
        (datetime(2026, 3, 7, 12, tzinfo=ZoneInfo("America/Toronto")), datetime(2026, 3, 8, 17, tzinfo=UTC)),
        (datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("America/Toronto")), datetime(2026, 11, 24, 17, tzinfo=UTC)),
    ],
)
def test_twenty_four_hours_are_twenty_four_hours_on_the_night_the_clocks_change(
    submitted: datetime, due: datetime
) -> None:
    assert due_at(submitted.astimezone(UTC), within=timedelta(hours=24)) == due


@pytest.mark.parametrize("state", EnrolmentState)
@pytest.mark.parametrize(("seconds", "late"), [(-1, False), (0, False), (1, True)])
def test_only_what_waits_is_late(state: EnrolmentState, seconds: int, late: bool) -> None:
    due = datetime(2026, 11, 24, tzinfo=UTC)
    expected = late and state == EnrolmentState.IN_PROGRESS
    assert is_overdue(state, due=due, now=due + timedelta(seconds=seconds)) is expected


@pytest.mark.parametrize(
    ("assigned_to", "supervisor", "taken"),
    [(None, False, True), ("me", False, True), ("other", False, False), ("other", True, True), (None, True, True)],
)
def test_a_request_in_other_hands_is_left_to_them(assigned_to: str | None, supervisor: bool, taken: bool) -> None:
    assert may_take(assigned_to=assigned_to, agent="me", is_supervisor=supervisor) is taken


@pytest.mark.parametrize(
    ("state", "accepted"), [("pending", False), ("active", True), ("suspended", False), ("inactive", False)]
)
def test_only_an_active_enterprise_is_accepted(state: str, accepted: bool) -> None:
    assert may_be_accepted(state) is accepted


@pytest.mark.parametrize(
    ("accepted", "outcome"),
    [([], EnrolmentState.ACTIVE), ([True], EnrolmentState.ACTIVE), ([True, False], EnrolmentState.REFUSED)],
)
def test_the_rule_of_a_service_accepts_when_it_accepts_every_answer(accepted: list[bool], outcome: str) -> None:
    assert outcome_by_rule(accepted) == outcome


CHOICES = [{"value": "a", "fr": "A", "en": "A"}, {"value": "b", "fr": "B", "en": "B"}]


@pytest.mark.parametrize(
    ("kind", "value", "limits", "valid"),
    [
        ("text", "A-12", {}, True),
        ("text", "x" * 101, {}, False),
        ("text", "x" * 31, {"maximum": 30}, False),
        ("number", "12", {"minimum": 1, "maximum": 20}, True),
        ("number", "0", {"minimum": 1}, False),
        ("number", "21", {"maximum": 20}, False),
        ("number", "12.5", {}, True),
        ("number", "douze", {}, False),
        ("number", "NaN", {}, False),
        ("date", "2026-11-23", {"latest": "today"}, True),
        ("date", "2026-11-24", {"latest": "today"}, False),
        ("date", "1989-12-31", {"earliest": "1990-01-01"}, False),
        ("date", "hier", {}, False),
        ("choice", "a", {}, True),
        ("choice", "c", {}, False),
    ],
)
def test_an_answer_fits_its_question(kind: str, value: str, limits: dict, valid: bool) -> None:
    choices = CHOICES if kind == "choice" else []
    assert answer_is_valid(kind, value, required=True, choices=choices, limits=limits, today=TODAY) is valid


@pytest.mark.parametrize("kind", ["text", "number", "date", "choice"])
@pytest.mark.parametrize("required", [True, False])
def test_only_an_optional_question_stays_without_answer(kind: str, required: bool) -> None:
    assert answer_is_valid(kind, "", required=required, choices=[], limits={}, today=TODAY) is not required


@pytest.mark.parametrize(
    ("kind", "value", "limits", "accepted"),
    [
        ("number", "50", {"accepted_maximum": 50}, True),
        ("number", "51", {"accepted_maximum": 50}, False),
        ("number", "0", {"accepted_minimum": 1}, False),
        ("number", "", {"accepted_minimum": 1}, True),
        ("choice", "a", {"accepted": ["a"]}, True),
        ("choice", "b", {"accepted": ["a"]}, False),
        ("choice", "b", {}, True),
        ("text", "x", {}, True),
    ],
)
def test_a_service_accepts_by_the_limits_of_its_rule(kind: str, value: str, limits: dict, accepted: bool) -> None:
    assert answer_is_accepted(kind, value, limits=limits) is accepted
