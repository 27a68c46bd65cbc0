"""The effective right as the database holds it: two queries, whoever asks."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from enterprises.models import Member
from enterprises.queries.members import membership_of
from enterprises.queries.rights import effective_right, rights_of
from enterprises.rules.access import Reason
from enterprises.rules.rights import Right
from enterprises.states import AssignmentState, EnrolmentState, MemberRole, ProcurationState
from ministry_services.models import OnlineService, ServiceTask
from tests.factories.enrolments import make_enrolment, make_service
from tests.factories.enterprises import make_enterprise, make_member, make_rse
from tests.factories.procurations import assign, make_procuration, today

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def rse() -> Member:
    return make_rse()


@pytest.fixture
def service(rse: Member) -> OnlineService:
    enrolled = make_service()
    make_enrolment(rse, enrolled, state=EnrolmentState.ACTIVE)
    return enrolled


@pytest.fixture
def user(rse: Member) -> Member:
    return make_member(rse.enterprise, MemberRole.USER)


def right(member: Member, service: OnlineService, **options: Any) -> Right:
    return effective_right(membership_of(member.user), service, now=NOW, **options)


def test_the_rse_needs_no_procuration(rse: Member, service: OnlineService) -> None:
    assert right(rse, service) == Right(Reason.ALLOWED)


def test_an_assignment_opens_its_service_and_no_other(rse: Member, user: Member, service: OnlineService) -> None:
    other = make_service(service.ministry)
    make_enrolment(rse, other, state=EnrolmentState.ACTIVE)
    assert right(user, service).reason == Reason.NO_ASSIGNMENT
    assign(make_procuration(rse, service), user)
    assert right(user, service).allowed
    assert right(user, other).reason == Reason.NO_ASSIGNMENT


def test_a_restricted_access_names_its_tasks(rse: Member, user: Member, service: OnlineService) -> None:
    task = ServiceTask.objects.create(service=service, code="consulter", name_fr="Consulter", name_en="View")
    assign(make_procuration(rse, service, tasks=[task]), user)
    assert right(user, service).tasks == frozenset({"consulter"})


def test_the_assignment_of_another_person_or_firm_gives_nothing(user: Member, service: OnlineService) -> None:
    stranger = make_rse()
    make_enrolment(stranger, service, state=EnrolmentState.ACTIVE)
    assign(make_procuration(stranger, service), make_member(stranger.enterprise, MemberRole.USER))
    assert right(user, service).reason == Reason.NO_ASSIGNMENT


def test_a_service_ended_in_a_procuration_stays_ended(rse: Member, user: Member, service: OnlineService) -> None:
    procuration = make_procuration(rse, service)
    assign(procuration, user)
    procuration.services.update(ended_at=NOW)
    assert right(user, service).reason == Reason.GRANT_REVOKED


def test_an_external_procuration_acts_in_the_name_of_its_grantor(rse: Member, service: OnlineService) -> None:
    accountant = make_rse(make_enterprise(name="Comptables associés"))
    clerk = make_member(accountant.enterprise, MemberRole.USER)
    given = make_procuration(rse, service, mandatary=accountant.enterprise, state=ProcurationState.OFFERED)
    grantor = rse.enterprise
    assert right(accountant, service, grantor=grantor).reason == Reason.NO_ASSIGNMENT
    given.state = ProcurationState.GRANTED
    given.save()
    assert right(accountant, service, grantor=grantor).allowed
    assert right(accountant, service).reason == Reason.NOT_ENROLLED
    assert right(clerk, service, grantor=grantor).reason == Reason.NO_ASSIGNMENT
    assign(given, clerk)
    assert right(clerk, service, grantor=grantor).until == given.ends_on
    assert right(clerk, service).reason == Reason.NOT_ENROLLED


def test_what_is_in_force_is_found_among_many_that_are_not(rse: Member, user: Member, service: OnlineService) -> None:
    gone = {"starts_on": today() - timedelta(days=9), "ends_on": today() - timedelta(days=1)}
    for _turn in range(60):
        assign(make_procuration(rse, service, **gone), user)
    assert right(user, service).reason == Reason.GRANT_EXPIRED
    revoked = assign(make_procuration(rse, service), user)
    revoked.state = AssignmentState.REVOKED
    revoked.save()
    assign(make_procuration(rse, service, ends_on=today()), user)
    assert right(user, service).until == today()


@pytest.mark.parametrize("many", [1, 30])
def test_a_decision_costs_two_queries(
    rse: Member, user: Member, service: OnlineService, many: int, django_assert_num_queries: Any
) -> None:
    for _turn in range(many):
        assign(make_procuration(rse, service), user)
    member = membership_of(user.user)
    with django_assert_num_queries(2):
        assert effective_right(member, service, now=NOW).allowed


def test_the_rse_costs_one_query(rse: Member, service: OnlineService, django_assert_num_queries: Any) -> None:
    member = membership_of(rse.user)
    with django_assert_num_queries(1):
        assert effective_right(member, service, now=NOW).allowed


def test_the_services_of_a_user_are_listed_with_their_last_day(
    rse: Member, user: Member, service: OnlineService
) -> None:
    make_enrolment(rse, make_service(service.ministry), state=EnrolmentState.ACTIVE)
    assert rights_of(user, grantor=rse.enterprise, now=NOW) == []
    given = assign(make_procuration(rse, service), user)
    assert [(found, right.until) for found, right in rights_of(user, grantor=rse.enterprise, now=NOW)] == [
        (service, given.ends_on)
    ]
    assert len(rights_of(rse, grantor=rse.enterprise, now=NOW)) == 2
