"""Tables of moves: every state against every state."""

from itertools import product

import pytest

from clicsequr.kernel.errors import DomainError
from clicsequr.kernel.states import IllegalMove, Moves

TABLE = {
    "created": {"active"},
    "active": {"suspended", "revoked"},
    "suspended": {"active", "revoked"},
    "revoked": set(),
}
LEGAL = {(state, target) for state, targets in TABLE.items() for target in targets}


@pytest.mark.parametrize(("current", "target"), list(product(TABLE, TABLE)))
def test_only_the_moves_of_the_table_are_legal(current: str, target: str) -> None:
    moves = Moves(TABLE)
    legal = (current, target) in LEGAL
    assert moves.allows(current, target) is legal
    if legal:
        assert moves.check(current, target) == target
    else:
        with pytest.raises(IllegalMove) as refusal:
            moves.check(current, target)
        assert (refusal.value.code, str(refusal.value)) == ("state.illegal_move", "state.illegal_move")


def test_state_that_the_table_does_not_know_goes_nowhere() -> None:
    assert not Moves(TABLE).allows("lost", "active")
    with pytest.raises(IllegalMove):
        Moves(TABLE).check("lost", "active")


def test_table_with_an_unknown_target_is_refused_when_it_is_written() -> None:
    with pytest.raises(ValueError, match="actif"):
        Moves({"created": {"actif"}})


def test_table_does_not_follow_a_later_change_of_its_source() -> None:
    source = {"created": {"active"}, "active": set()}
    moves = Moves(source)
    source["active"].add("created")
    assert not moves.allows("active", "created")


def test_illegal_move_is_a_refusal_like_any_other() -> None:
    assert issubclass(IllegalMove, DomainError)
