"""A journey as data; the registration and the creation of an account walk by it (tests of their own)."""

from clicsequr.kernel.journey import Journey

ROAD: Journey[str, set[str]] = Journey(
    steps=("bridge", "ferry", "wood", "village"),
    is_done={
        "bridge": lambda done: "bridge" in done,
        "ferry": lambda done: "ferry" in done,
        "wood": lambda done: "wood" in done,
        "village": lambda _done: False,
    },
    applies={"ferry": lambda done: "flood" in done},
    passed_over=frozenset({"wood"}),
    pages={"wood": 4},
)


def test_only_the_steps_that_apply_are_walked() -> None:
    assert ROAD.steps_of(set()) == ("bridge", "wood", "village")
    assert ROAD.steps_of({"flood"}) == ("bridge", "ferry", "wood", "village")


def test_no_step_opens_past_the_first_without_an_answer() -> None:
    assert ROAD.first_incomplete({"bridge"}) == "wood"
    assert [step for step in ROAD.steps if ROAD.may_open(step, answers={"bridge"})] == ["bridge", "wood"]


def test_a_step_passed_over_is_met_until_it_is_done() -> None:
    assert ROAD.step_after("bridge", answers={"bridge"}) == "wood"
    assert ROAD.step_after("bridge", answers={"bridge", "wood"}) == "village"
    assert ROAD.step_before("village", answers={"bridge"}) == "wood"
    assert ROAD.step_before("village", answers={"bridge", "wood"}) == "bridge"
    assert ROAD.step_before("bridge", answers=set()) is None


def test_the_next_page_is_never_past_what_is_missing() -> None:
    assert ROAD.step_after("ferry", answers={"flood", "ferry"}) == "bridge"


def test_a_step_that_its_own_answer_took_away_leads_on() -> None:
    assert ROAD.step_after("ferry", answers={"bridge"}) == "wood"


def test_a_step_counts_for_its_pages() -> None:
    assert ROAD.place_of("wood", answers=set()) == (2, 6)
    assert ROAD.place_of("village", answers=set()) == (6, 6)
