"""What the provider is told of the right of a person to act for an enterprise."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import RequestFactory
from django.utils import timezone

from accounts.states import UserState
from enterprises.access_policy import EnterpriseAccess
from enterprises.middleware import SETTLED
from enterprises.models import Enterprise, Member, ServiceEnrolment
from enterprises.queries.acting_for import grantors_of, open_memberships
from enterprises.queries.holders import holders
from enterprises.queries.rights import effective_right, right_in_name_of
from enterprises.states import EnrolmentState, MemberRole, MemberState
from ministry_services.access_policy import ChoiceNeeded
from ministry_services.models import OnlineService, ServiceTask
from ministry_services.states import ServiceState
from tests.enterprises.access_world import World
from tests.factories.enrolments import make_enrolment, make_service
from tests.factories.enterprises import make_enterprise, make_member, make_rse, make_user
from tests.factories.procurations import assign, make_procuration, today

pytestmark = pytest.mark.django_db
NOW = timezone.now()
POLICY = EnterpriseAccess()
DEMAND = "/fr/services/demandes/essai/"


@pytest.fixture
def farm() -> Member:
    return make_rse(make_enterprise(name="Ferme du Ruisseau inc."))


@pytest.fixture
def service(farm: Member) -> OnlineService:
    enrolled = make_service()
    make_enrolment(farm, enrolled, state=EnrolmentState.ACTIVE)
    return enrolled


@pytest.fixture
def clerk() -> Member:
    return make_member(make_enterprise(name="Comptables associés"), MemberRole.USER)


def entering(member: Member, service: OnlineService, *, enterprise: str = "", chosen: Any = None) -> Any:
    request = RequestFactory().get(DEMAND)
    request.user = member.user
    kept = {"member": str(member.pk), "grantor": str(chosen.pk), "may_switch": True} if chosen else None
    request.session = {SETTLED: str(member.user.pk)} | ({"acting_for": kept} if kept else {})
    return POLICY.entering(request, service, enterprise=enterprise, now=NOW)


def current(member: Member, service: OnlineService, enterprise: Enterprise) -> Any:
    acting_for = {"member": str(member.pk), "enterprise": str(enterprise.pk)}
    return POLICY.current(member.user, service, acting_for, subject="sujet", now=NOW)


@pytest.mark.parametrize("seed", range(40))
def test_every_reading_of_the_right_agrees(seed: int) -> None:
    world = World(seed)
    service, allowed = world.services[0], set()
    for member in world.members:
        for firm in world.firms:
            expected = effective_right(member, service, now=NOW, grantor=firm)
            held = right_in_name_of(world.user, service, member_id=member.pk, grantor_id=firm.pk, now=NOW)
            assert held is not None
            assert (held.right, held.member, held.grantor) == (expected, member, firm)
            if expected.allowed:
                allowed.add((member.pk, firm.pk))
    assert set(holders(world.user, service, now=NOW, most=100)) == allowed
    offered = {
        (member.pk, firm)
        for member in open_memberships(world.user, on=today(), service=service)
        for firm in [
            *([member.enterprise_id] if member.holds else []),  # type: ignore[attr-defined]
            *grantors_of(member, on=today(), service=service).values_list("pk", flat=True),
        ]
    }
    assert offered == allowed
    for firm in world.firms:
        between = POLICY.between(world.user, service, enterprise=firm.neq, now=NOW)
        assert between.allowed == any(pair[1] == firm.pk for pair in allowed)


def test_the_worlds_of_that_test_are_worth_it() -> None:
    found = [holders((world := World(seed)).user, world.services[0], now=NOW, most=100) for seed in range(40)]
    assert sum(bool(pairs) for pairs in found) > 10
    assert sum(len(pairs) > 1 for pairs in found) > 5
    assert sum(not pairs for pairs in found) > 5


def test_an_rse_acts_for_their_own_enterprise(farm: Member, service: OnlineService) -> None:
    access = entering(farm, service)
    assert access.allowed
    assert access.acting_for == {"member": str(farm.pk), "enterprise": str(farm.enterprise_id)}
    assert access.details == {
        "type": "service_access",
        "service": service.slug,
        "enterprise": {"neq": farm.enterprise.neq, "name": "Ferme du Ruisseau inc."},
        "role": "rse",
        "procuration": None,
        "tasks": None,
        "until": None,
    }
    assert access.actor is None
    assert current(farm, service, farm.enterprise).actor == {"sub": "sujet"}


def test_a_delegate_of_a_mandatary_acts_for_it_and_it_for_the_grantor(
    farm: Member, clerk: Member, service: OnlineService
) -> None:
    task = ServiceTask.objects.create(service=service, code="lire", name_fr="Lire", name_en="Read")
    given = make_procuration(farm, service, tasks=[task], mandatary=clerk.enterprise)
    assign(given, clerk, ends_on=today() + timedelta(days=3))
    access = current(clerk, service, farm.enterprise)
    assert access.details["enterprise"]["neq"] == farm.enterprise.neq
    assert (access.details["role"], access.details["procuration"]) == ("user", given.number)
    assert access.details["tasks"] == ["lire"]
    assert access.details["until"] == (today() + timedelta(days=3)).isoformat()
    assert access.actor == {"sub": "sujet", "act": {"sub": f"urn:clicsequr:neq:{clerk.enterprise.neq}"}}


def test_an_enterprise_without_a_neq_is_told_by_its_name(service: OnlineService) -> None:
    rse = make_rse(make_enterprise(neq="", name="Succession Roy"))
    make_enrolment(rse, service, state=EnrolmentState.ACTIVE)
    assert entering(rse, service).details["enterprise"] == {"neq": None, "name": "Succession Roy"}


# --- Which enterprise ------------------------------------------------------------------------------------------------


def test_the_only_one_that_holds_the_right_is_taken(farm: Member, clerk: Member, service: OnlineService) -> None:
    assign(make_procuration(farm, service, mandatary=clerk.enterprise), clerk)
    assert entering(clerk, service).acting_for["enterprise"] == str(farm.enterprise_id)


def test_several_that_hold_it_are_chosen_among(farm: Member, service: OnlineService) -> None:
    other = make_rse(make_enterprise(), user=farm.user)
    make_enrolment(other, service, state=EnrolmentState.ACTIVE)
    make_rse(make_enterprise(), user=farm.user)  # enrolled in nothing
    with pytest.raises(ChoiceNeeded) as asked:
        entering(farm, service)
    address = f"/fr/entreprises/au-nom-de/?next={DEMAND.replace('/', '%2F')}&service={service.slug}"
    assert asked.value.address == address
    assert entering(farm, service, chosen=farm.enterprise).details["enterprise"]["neq"] == farm.enterprise.neq


def test_a_choice_that_holds_nothing_here_is_asked_again(farm: Member, clerk: Member, service: OnlineService) -> None:
    given = assign(make_procuration(farm, service, mandatary=clerk.enterprise), clerk)
    with pytest.raises(ChoiceNeeded):
        entering(clerk, service, chosen=clerk.enterprise)
    given.delete()
    assert entering(clerk, service, chosen=clerk.enterprise).reason == "not_enrolled"


def test_a_closed_service_asks_for_no_choice(farm: Member, service: OnlineService) -> None:
    make_enrolment(make_rse(user=farm.user), service, state=EnrolmentState.ACTIVE)
    service.state = ServiceState.MAINTENANCE
    assert entering(farm, service).reason == "service_closed"


def test_the_enterprise_that_the_service_names_is_taken_when_it_is_held(farm: Member, service: OnlineService) -> None:
    other = make_rse(make_enterprise(), user=farm.user)
    make_enrolment(other, service, state=EnrolmentState.ACTIVE)
    named = entering(farm, service, enterprise=other.enterprise.neq, chosen=farm.enterprise)
    assert named.acting_for == {"member": str(other.pk), "enterprise": str(other.enterprise_id)}


def test_nothing_is_said_of_an_enterprise_that_is_not_theirs(farm: Member, service: OnlineService) -> None:
    stranger, enrolled = make_rse(), make_rse()
    make_enrolment(enrolled, service, state=EnrolmentState.ACTIVE)
    told = {entering(farm, service, enterprise=neq).reason for neq in (stranger.enterprise.neq, "1234567890")}
    told.add(entering(farm, service, enterprise=enrolled.enterprise.neq).reason)
    assert told == {"not_theirs"}
    ServiceEnrolment.objects.filter(enterprise=farm.enterprise).delete()
    assert entering(farm, service, enterprise=farm.enterprise.neq).reason == "not_enrolled"


def test_who_is_member_of_nothing_gets_nothing(service: OnlineService) -> None:
    request = RequestFactory().get(DEMAND)
    request.user, request.session = make_user(), {}
    access = POLICY.entering(request, service, enterprise="", now=NOW)
    assert (access.allowed, access.details, access.acting_for) == (False, None, {})


# --- Later -----------------------------------------------------------------------------------------------------------


def test_what_ends_ends_at_once(farm: Member, clerk: Member, service: OnlineService) -> None:
    given = make_procuration(farm, service, mandatary=clerk.enterprise)
    assign(given, clerk)
    assert current(clerk, service, farm.enterprise).allowed
    clerk.user.state = UserState.SUSPENDED
    assert current(clerk, service, farm.enterprise).reason == "account_not_active"
    clerk.user.state = UserState.ACTIVE
    Member.objects.filter(pk=clerk.pk).update(state=MemberState.SUSPENDED)
    assert current(clerk, service, farm.enterprise).reason == "member_suspended"
    Member.objects.filter(pk=clerk.pk).update(state=MemberState.ACTIVE)
    given.services.update(ended_at=NOW)
    refused = current(clerk, service, farm.enterprise)
    assert (refused.allowed, refused.reason, refused.details) == (False, "grant_revoked", None)


def test_the_membership_of_another_person_is_nobodys(farm: Member, service: OnlineService) -> None:
    stranger = make_rse()
    for member_id, enterprise_id in ((stranger.pk, farm.enterprise_id), (uuid4(), farm.enterprise_id)):
        acting_for = {"member": str(member_id), "enterprise": str(enterprise_id)}
        refused = POLICY.current(farm.user, service, acting_for, subject="sujet", now=NOW)
        assert (refused.allowed, refused.details, refused.actor) == (False, None, None)
    gone = {"member": str(farm.pk), "enterprise": str(uuid4())}
    assert not POLICY.current(farm.user, service, gone, subject="sujet", now=NOW).allowed


def test_between_a_person_and_a_neq(farm: Member, clerk: Member, service: OnlineService) -> None:
    neq = farm.enterprise.neq
    assert POLICY.between(farm.user, service, enterprise=neq, now=NOW).allowed
    assert not POLICY.between(clerk.user, service, enterprise=neq, now=NOW).allowed
    assign(make_procuration(farm, service, mandatary=clerk.enterprise), clerk)
    assert POLICY.between(clerk.user, service, enterprise=neq, now=NOW).allowed
    assert not POLICY.between(clerk.user, service, enterprise="", now=NOW).allowed
    clerk.user.state = UserState.CLOSED
    assert not POLICY.between(clerk.user, service, enterprise=neq, now=NOW).allowed


@pytest.mark.parametrize("many", [1, 30])
def test_each_decision_costs_what_it_costs(
    farm: Member, clerk: Member, service: OnlineService, many: int, django_assert_num_queries: Any
) -> None:
    for _turn in range(many):
        assign(make_procuration(farm, service, mandatary=clerk.enterprise), clerk)
    with django_assert_num_queries(1):
        assert current(clerk, service, farm.enterprise).allowed
    with django_assert_num_queries(1):
        assert entering(clerk, service, chosen=farm.enterprise).allowed
    for options in ({}, {"enterprise": farm.enterprise.neq}):
        with django_assert_num_queries(2):
            assert entering(clerk, service, **options).allowed
    with django_assert_num_queries(2):
        assert POLICY.between(clerk.user, service, enterprise=farm.enterprise.neq, now=NOW).allowed
