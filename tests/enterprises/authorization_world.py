"""Two firms and a stranger's, with a file, a procuration and an assignment in every state: who may touch what."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.states import Portal
from enterprises.models import Assignment, Enterprise, Member, Procuration, ProcurationService
from enterprises.states import AssignmentState, EnrolmentState, MemberRole, MemberState, ProcurationState
from ministry_services.models import OnlineService
from tests.factories.agents import make_agent, sign_in_agent
from tests.factories.enrolments import make_enrolment, make_service
from tests.factories.enterprises import make_enterprise, make_member, make_rse, make_user
from tests.factories.procurations import assign, make_procuration, today
from tests.factories.secrets import PASSWORD

# Whoever asks. The fellow RSE does what the RSE does; the mandatary is the RSE of a firm that acts for the first one.
ACTORS = ("rse", "fellow", "user", "mandatary", "stranger", "agent", "citizen", "visitor")
OWN = ("rse", "fellow")
_TABLES: tuple[Any, ...] = (Member, User, Procuration, ProcurationService, Assignment)


@dataclass
class World:
    firm: Enterprise
    service: OnlineService
    actors: dict[str, Any] = field(default_factory=dict)
    # Each by the words a failing case shows: « user, created », « given, offered », « held, abroad ».
    members: dict[str, Member] = field(default_factory=dict)
    procurations: dict[str, Procuration] = field(default_factory=dict)
    assignments: dict[str, Assignment] = field(default_factory=dict)


def make_world() -> World:
    rse = make_rse()
    mandatary = make_rse(make_enterprise(name="Comptables associés"))
    world = World(rse.enterprise, make_service())
    for grantor in (rse, mandatary):
        make_enrolment(grantor, world.service, state=EnrolmentState.ACTIVE)
    world.actors = {
        "rse": rse,
        "fellow": make_rse(world.firm),
        "user": make_member(world.firm, MemberRole.USER),
        "mandatary": mandatary,
        "stranger": make_rse(),
        "agent": make_agent(),
        "citizen": make_user(Portal.CITIZENS),
        "visitor": None,
    }
    _people(world)
    _grants(world, rse, mandatary)
    return world


def _people(world: World) -> None:
    for role in MemberRole:
        for state in MemberState:
            world.members[f"{role}, {state}"] = make_member(world.firm, role, state=state)


def _grants(world: World, rse: Member, mandatary: Member) -> None:
    holder, service = world.members["user, active"], world.service
    for state in (ProcurationState.GRANTED, ProcurationState.REVOKED):
        world.procurations[f"own, {state}"] = make_procuration(rse, service, state=state)
    for state in ProcurationState:
        given = make_procuration(rse, service, state=state, mandatary=mandatary.enterprise)
        world.procurations[f"given, {state}"] = given
        received = make_procuration(mandatary, service, state=state, mandatary=world.firm)
        world.procurations[f"received, {state}"] = received
    inside = world.procurations["own, granted"]
    clerk = make_member(mandatary.enterprise, MemberRole.USER)
    world.assignments = {
        "own, granted": assign(inside, holder),
        "own, revoked": assign(inside, holder, state=AssignmentState.REVOKED),
        "received, granted": assign(world.procurations["received, granted"], holder),
        "abroad, granted": assign(world.procurations["given, granted"], clerk),
    }


def sign_in(client: Client, actor: Any) -> None:
    """Open a session, with the password given a moment ago where the portal asks for it."""
    if isinstance(actor, Member):
        client.force_login(actor.user)
        client.post(reverse("accounts:confirm"), {"password": PASSWORD})
        # Whoever received a procuration says in whose name they act: their own firm's.
        client.post(reverse("enterprises:acting-for"), {"choice": f"{actor.pk}:{actor.enterprise_id}"})
    elif isinstance(actor, User):
        client.force_login(actor)
    elif actor is not None:
        sign_in_agent(client, actor)


def rows() -> dict[str, list[Any]]:
    return {model.__name__: list(model.objects.order_by("pk").values_list()) for model in _TABLES}


def outcome(ask: Callable[[], Any], *, before: dict[str, list[Any]]) -> tuple[int, bool]:
    """Give the status of an answer and whether a row is not as before, then undo it all."""
    with transaction.atomic():
        answer = ask()
        changed = rows() != before
        transaction.set_rollback(True)
    return answer.status_code, changed


def typed_day(name: str, *, ahead: int) -> dict[str, int]:
    day = today() + timedelta(days=ahead)
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}
