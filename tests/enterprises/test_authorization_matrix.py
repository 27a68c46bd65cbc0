"""Who × state × page × own or other firm: the status of each, and that a refusal leaves every row as it was.

The tables below are written from domain.md 1.3 and screens.md §9–10, not from the rules they check.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from enterprises import urls_members, urls_procurations
from enterprises.states import MemberRole, MemberState
from tests.enterprises.authorization_world import ACTORS, OWN, World, make_world, outcome, rows, sign_in, typed_day

pytestmark = pytest.mark.django_db
C, A, S, R = MemberState

# U-03 to U-08: from which states an RSE may act, on a user and on a fellow RSE.
MAY = {
    "member-change": {MemberRole.USER: {C, A, S}, MemberRole.RSE: set()},
    "member-suspend": {MemberRole.USER: {C, A}, MemberRole.RSE: {C, A}},
    "member-reactivate": {MemberRole.USER: {S}, MemberRole.RSE: {S}},
    "member-revoke": {MemberRole.USER: {C, A, S}, MemberRole.RSE: set()},
    "member-password": {MemberRole.USER: {C, A}, MemberRole.RSE: set()},
}
SENT: dict[str, dict[str, Any]] = {
    "member-change": {
        "first_name": "Éva",
        "last_name": "Roy",
        "email": "eva@exemple.ca",
        "phone": "",
        "language": "en",
        "role": "user",
    },
    "member-suspend": {"reason": "absence"},
    "member-reactivate": {},
    "member-revoke": {"reason": "departure", "is_sure": "on"},
    "member-password": {"delivery": "link"},
    "procuration-end": typed_day("ends_on", ahead=10),
    "procuration-revoke": {},
    "procuration-answer": {"answer": "accept"},
    "assignment-revoke": {},
}
# Read alone: a POST is no method of theirs.
FILES = ("member", "member-created")
PAPERS = ("procuration", "procuration-download")
LISTS = (
    "members",
    "member-list",
    "member-export",
    "history",
    "history-export",
    "procurations",
    "assignments",
    "assignment-export",
)
CREATIONS = (
    "member-create",
    "member-pick",
    "procuration-create",
    "procuration-access",
    "procuration-check",
    "assignment-create",
)
# Whoever is no RSE of an enterprise is answered before any object is looked for.
AT_THE_DOOR = {"user": 403, "agent": 403, "citizen": 403, "visitor": 302}
RSES = ("rse", "fellow", "mandatary", "stranger")


@pytest.fixture
def world() -> World:
    return make_world()


Case = tuple[str, dict[str, Any], int, tuple[int, bool]]


def address(name: str, **kwargs: Any) -> str:
    return reverse(f"enterprises:{name}", kwargs=kwargs)


def wrong(client: Client, cases: Iterator[tuple[str, Case]]) -> list[str]:
    """Ask for every page; give those that answered or changed otherwise than expected."""
    found, before = [], rows()
    for about, (url, sent, status, posted) in cases:
        read = client.get(url).status_code
        write = outcome(lambda: client.post(url, sent), before=before)  # noqa: B023  run at once
        if (read, write) != (status, posted):
            found.append(f"{about}: {read}, {write} and not {status}, {posted}")
    assert rows() == before
    return found


def file_cases(world: World, actor: str) -> Iterator[tuple[str, Case]]:
    own = world.actors[actor] if actor in OWN else None
    targets = world.members | ({"oneself": own} if own else {})
    door = AT_THE_DOOR.get(actor, 404)
    for about, member in targets.items():
        for name in FILES:
            yield f"{name} of {about}", (address(name, pk=member.pk), {}, 200 if own else door, (405, False))
        for name, states in MAY.items():
            may = bool(own) and about != "oneself" and member.state in states[member.role]
            # The form of a change shows what is known; the others say at once that they cannot be done.
            read, refused = (200, 200) if name == "member-change" else (200 if may else 409, 409)
            posted = (302, True) if may else (refused if own else door, False)
            sent = {**SENT[name], "version": member.version}
            yield f"{name} of {about}", (address(name, pk=member.pk), sent, read if own else door, posted)


@pytest.mark.parametrize("actor", ACTORS)
def test_a_file_is_touched_by_an_rse_of_its_firm_as_its_state_allows(client: Client, world: World, actor: str) -> None:
    sign_in(client, world.actors[actor])
    assert wrong(client, file_cases(world, actor)) == []


def side_of(actor: str, about: str) -> str:
    """Say what an RSE's firm is to a procuration of the first firm's list: grantor, mandatary, or nothing."""
    sides = {"own": {}, "given": {"mandatary": "mandatary"}, "received": {"mandatary": "grantor"}}
    of_the_firm = {"own": "grantor", "given": "grantor", "received": "mandatary"}
    kind = about.split(", ", maxsplit=1)[0]
    return of_the_firm[kind] if actor in OWN else sides[kind].get(actor, "")


def procuration_cases(world: World, actor: str) -> Iterator[tuple[str, Case]]:
    door = AT_THE_DOOR.get(actor, 404)
    for about, one in world.procurations.items():
        side, sent = side_of(actor, about), {"version": one.version}
        for name in PAPERS:
            yield f"{name} {about}", (address(name, pk=one.pk), {}, 200 if side else door, (405, False))
        for name in ("procuration-end", "procuration-revoke"):
            may = side == "grantor" and one.state in {"granted", "offered"}
            posted = (302, True) if may else (200 if side == "grantor" else door, False)
            read = 200 if side == "grantor" else door
            yield f"{name} {about}", (address(name, pk=one.pk), {**SENT[name], **sent}, read, posted)
        answers = side == "mandatary"
        posted = (302, one.state == "offered") if answers else (door, False)
        url = address("procuration-answer", pk=one.pk)
        yield (
            f"procuration-answer {about}",
            (url, {**SENT["procuration-answer"], **sent}, 200 if answers else door, posted),
        )


@pytest.mark.parametrize("actor", ACTORS)
def test_a_procuration_is_touched_by_its_two_firms_each_on_its_side(client: Client, world: World, actor: str) -> None:
    sign_in(client, world.actors[actor])
    assert wrong(client, procuration_cases(world, actor)) == []


def assignment_cases(world: World, actor: str) -> Iterator[tuple[str, Case]]:
    door = AT_THE_DOOR.get(actor, 404)
    for about, one in world.assignments.items():
        holds = actor == "mandatary" if about.startswith("abroad") else actor in OWN
        posted = (302, one.state == "granted") if holds else (door, False)
        yield about, (address("assignment-revoke", pk=one.pk), {}, 200 if holds else door, posted)


@pytest.mark.parametrize("actor", ACTORS)
def test_an_assignment_ends_by_the_firm_of_who_holds_it(client: Client, world: World, actor: str) -> None:
    sign_in(client, world.actors[actor])
    assert wrong(client, assignment_cases(world, actor)) == []


def list_cases(world: World, actor: str) -> Iterator[tuple[str, Case]]:
    door = AT_THE_DOOR.get(actor, 200)
    for name in LISTS:
        yield name, (address(name), {}, door, (405, False))
    own, enters = actor in OWN, actor in RSES
    new = {**SENT["member-change"], "delivery": "link"}
    yield "member-create", (address("member-create"), new, door, (302, True) if enters else (door, False))
    chosen = {"member": world.members["user, active"].pk}
    yield "member-pick", (address("member-pick", act="suspension"), chosen, door, (302 if own else door, False))
    drawn = {"name": "Comptabilité", "kind": "internal", "services": [world.service.slug]}
    written = 302 if own or actor == "mandatary" else door
    yield "procuration-create", (address("procuration-create"), drawn, door, (written, False))
    # Nothing was written before: back to the first page.
    for name in ("procuration-access", "procuration-check"):
        yield name, (address(name), {}, 302 if enters else door, (302 if enters else door, False))
    given = {
        "procuration": world.procurations["own, granted"].pk,
        "members": [world.members["user, created"].pk],
        "is_read": "1",
        **typed_day("starts_on", ahead=0),
        **typed_day("ends_on", ahead=10),
    }
    yield "assignment-create", (address("assignment-create"), given, door, (302, True) if own else (door, False))


@pytest.mark.parametrize("actor", ACTORS)
def test_what_is_listed_and_created_is_of_ones_own_firm(client: Client, world: World, actor: str) -> None:
    sign_in(client, world.actors[actor])
    assert wrong(client, list_cases(world, actor)) == []


@pytest.mark.parametrize("state", [state for state in MemberState if state != A])
@pytest.mark.parametrize("cases", [file_cases, procuration_cases, assignment_cases], ids=lambda cases: cases.__name__)
def test_an_rse_who_is_not_active_any_more_changes_nothing(
    client: Client, world: World, state: str, cases: Any
) -> None:
    sign_in(client, world.actors["rse"])
    rse = world.actors["rse"]
    type(rse).objects.filter(pk=rse.pk).update(state=state)
    before = rows()
    for about, (url, sent, _read, _posted) in cases(world, "rse"):
        status, changed = outcome(lambda: client.post(url, sent), before=before)  # noqa: B023  run at once
        assert (about, status in {403, 405}, changed) == (about, True, False)


def test_no_page_is_left_out() -> None:
    served = {pattern.name for pattern in (*urls_members.urlpatterns, *urls_procurations.urlpatterns)}
    assert served == {*FILES, *PAPERS, *LISTS, *CREATIONS, *SENT}
