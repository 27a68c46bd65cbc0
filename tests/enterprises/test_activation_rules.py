"""What an agent may decide, case by case (seed, step 2; screens.md A-03 to A-06)."""

from dataclasses import replace
from itertools import combinations, product
from uuid import UUID

import pytest

from enterprises.rules.activation import (
    BLOCKER_SENTENCES,
    Blocker,
    Check,
    Situation,
    activation_blockers,
    approval_blockers,
    freezes,
    identity_is_proven,
    is_held_by_another,
    kinds_to_check,
    matched_kinds,
)
from enterprises.states import RegistrationState, SecretKind

ME, OTHER = UUID(int=1), UUID(int=2)
PROVEN = (Check("access_code", True), Check("qst_payments", True))
READY = Situation(
    state=RegistrationState.SUBMITTED,
    agent_id=ME,
    is_frozen=False,
    assigned_to_id=ME,
    approved_by_id=None,
    checks=PROVEN,
    is_active_at_register=True,
    designation_is_pending=False,
    needs_second_agent=False,
)


@pytest.mark.parametrize(("first", "second"), list(combinations(SecretKind.values, 2)))
def test_any_two_different_kinds_prove_the_identity(first: str, second: str) -> None:
    assert identity_is_proven([Check(first, True), Check(second, True)])


@pytest.mark.parametrize("kind", SecretKind.values)
def test_the_same_kind_twice_counts_once(kind: str) -> None:
    checks = [Check(kind, True), Check(kind, True)]
    assert matched_kinds(checks) == {kind}
    assert not identity_is_proven(checks)


@pytest.mark.parametrize(("first", "second"), [(True, False), (False, True), (False, False)])
def test_a_mismatch_proves_nothing(first: bool, second: bool) -> None:
    assert not identity_is_proven([Check("access_code", first), Check("qst_payments", second)])


@pytest.mark.parametrize("results", list(product([True, False], repeat=4)))
def test_three_failures_freeze_whatever_matched_between(results: tuple[bool, ...]) -> None:
    checks = [Check(kind, matched) for kind, matched in zip(SecretKind.values, results, strict=False)]
    assert freezes(checks, tries=3) is (results.count(False) >= 3)


def test_a_kind_that_matched_is_not_asked_again_and_one_that_did_not_is() -> None:
    checks = [Check("access_code", True), Check("notice_number", False)]
    available = ["qst_payments", "access_code", "notice_number"]
    assert kinds_to_check(available, checks) == ["qst_payments", "notice_number"]


@pytest.mark.parametrize(("holder", "held"), [(None, False), (ME, False), (OTHER, True)])
def test_a_file_is_held_by_another_agent_or_not(holder: UUID | None, held: bool) -> None:
    assert is_held_by_another(holder, agent_id=ME) is held


@pytest.mark.parametrize("state", RegistrationState.values)
def test_only_a_transmitted_registration_is_activated(state: str) -> None:
    expected = [] if state == RegistrationState.SUBMITTED else [Blocker.NOT_SUBMITTED]
    assert activation_blockers(replace(READY, state=state)) == expected


@pytest.mark.parametrize(
    ("change", "blocker"),
    [
        ({"is_frozen": True}, Blocker.FROZEN),
        ({"assigned_to_id": OTHER}, Blocker.ASSIGNED_TO_ANOTHER),
        ({"is_active_at_register": False}, Blocker.INACTIVE_AT_REGISTER),
        ({"checks": PROVEN[:1]}, Blocker.SECRETS_MISSING),
        ({"designation_is_pending": True}, Blocker.DESIGNATION_PENDING),
    ],
)
def test_each_obstacle_blocks_approval_and_activation(change: dict[str, object], blocker: Blocker) -> None:
    situation = replace(READY, **change)  # type: ignore[arg-type]
    assert approval_blockers(situation) == [blocker]
    assert activation_blockers(situation) == [blocker]


def test_a_free_file_is_activated_as_well_as_ones_own() -> None:
    assert activation_blockers(replace(READY, assigned_to_id=None)) == []


@pytest.mark.parametrize(
    ("approved_by", "expected"),
    [(None, [Blocker.APPROVAL_NEEDED]), (ME, [Blocker.SECOND_AGENT_NEEDED]), (OTHER, [])],
)
def test_with_two_agents_one_approves_and_another_activates(approved_by: UUID | None, expected: list[Blocker]) -> None:
    assert activation_blockers(replace(READY, needs_second_agent=True, approved_by_id=approved_by)) == expected


def test_every_obstacle_says_what_to_do() -> None:
    assert set(BLOCKER_SENTENCES) == set(Blocker)
