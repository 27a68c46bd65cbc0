"""Giving, answering, changing, revoking and assigning procurations; a refusal changes nothing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from accounts.models import JournalEntry, OutboxMessage, SecureMessage
from clicsequr.kernel.errors import DomainError
from enterprises.models import Assignment, Member, Procuration, ProcurationService
from enterprises.queries.members import membership_of
from enterprises.queries.procurations import people_losing_access
from enterprises.queries.rights import effective_right
from enterprises.rules.procurations import Days, DaysFault, days_fault, last_day_allowed, overlapping
from enterprises.services.assignments import assign_procuration, revoke_assignment
from enterprises.services.enrolment_endings import deactivate_enrolment
from enterprises.services.member_states import suspend_member
from enterprises.services.procuration_reminders import tell_expiry
from enterprises.services.procurations import (
    Scope,
    answer_procuration,
    change_end,
    create_procuration,
    revoke_procuration,
)
from enterprises.states import AssignmentState, EnrolmentState, MemberRole, MemberState, ProcurationState
from ministry_services.models import OnlineService, ServiceTask
from tests.factories.enrolments import deliver_outbox, make_enrolment, make_service
from tests.factories.enterprises import make_enterprise, make_member, make_rse
from tests.factories.procurations import assign, make_procuration, today

NOW = timezone.now()
DAY = timedelta(days=1)


@pytest.fixture
def rse() -> Member:
    return make_rse()


@pytest.fixture
def user(rse: Member) -> Member:
    return make_member(rse.enterprise, MemberRole.USER)


@pytest.fixture
def service(rse: Member) -> OnlineService:
    enrolled = make_service()
    make_enrolment(rse, enrolled, state=EnrolmentState.ACTIVE)
    return enrolled


@pytest.fixture
def accountant() -> Member:
    return make_rse(make_enterprise(name="Comptables associés"))


def year() -> Days:
    return Days(today(), today() + 365 * DAY)


def everything() -> dict[str, Any]:
    return {
        "procurations": list(Procuration.objects.order_by("pk").values()),
        "services": list(ProcurationService.objects.order_by("pk").values()),
        "assignments": list(Assignment.objects.order_by("pk").values()),
        "journal": JournalEntry.objects.count(),
        "outbox": OutboxMessage.objects.count(),
    }


def refused(code: str, call: Any, *args: Any, **kwargs: Any) -> None:
    before = everything()
    with pytest.raises(DomainError) as refusal:
        call(*args, **kwargs)
    assert refusal.value.code == code
    assert everything() == before


def give(rse: Member, *services: OnlineService, **changes: Any) -> Procuration:
    values: dict[str, Any] = {
        "name": "Comptabilité",
        "scopes": [Scope(service.slug) for service in services],
        "days": year(),
        "by": rse,
        "now": NOW,
        **changes,
    }
    return create_procuration(**values)


def put(procuration: Procuration, *members: Member, by: Member, days: Days | None = None) -> Any:
    whole = Days(procuration.starts_on, procuration.ends_on)
    ids = [member.pk for member in members]
    return assign_procuration(procuration.pk, member_ids=ids, days=days or whole, by=by, now=NOW)


def may_open(member: Member, service: OnlineService, **options: Any) -> bool:
    return effective_right(membership_of(member.user), service, now=NOW, **options).allowed


MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("first", "last", "fault"),
    [
        (0, 0, None),
        (0, -1, DaysFault.END_BEFORE_START),
        (-2, -1, DaysFault.END_PASSED),
        (-1, 1, DaysFault.START_PASSED),
        (0, 365 * 5 + 1, None),
        (0, 365 * 5 + 2, DaysFault.TOO_LONG),
    ],
)
def test_the_days_of_a_procuration_are_real_and_at_most_five_years(first: int, last: int, fault: Any) -> None:
    assert days_fault(Days(MONDAY + first * DAY, MONDAY + last * DAY), today=MONDAY) == fault


def test_five_years_from_a_leap_day_end_on_the_twenty_eighth() -> None:
    assert last_day_allowed(date(2028, 2, 29)) == date(2033, 2, 28)


def test_an_overlap_needs_a_common_service_and_a_common_day() -> None:
    week, next_week = Days(MONDAY, MONDAY + 6 * DAY), Days(MONDAY + 7 * DAY, MONDAY + 13 * DAY)
    assert overlapping(week, [1], [(week, frozenset({1, 2}))])
    assert not overlapping(week, [1], [(next_week, frozenset({1})), (week, frozenset({2}))])


@pytest.mark.django_db
def test_the_three_steps_open_one_service_and_no_other(rse: Member, user: Member, service: OnlineService) -> None:
    procuration = give(rse, service)
    assert procuration.number.startswith("PRO-")
    assert not may_open(user, service)
    put(procuration, user, by=rse)
    assert may_open(user, service)
    actions = JournalEntry.objects.filter(on_behalf_of=str(rse.enterprise_id)).order_by("id")
    assert list(actions.values_list("action", flat=True)) == ["procuration.created", "assignment.created"]
    deliver_outbox()
    assert list(SecureMessage.objects.values_list("recipient", "reference")) == [(user.user_id, procuration.number)]


@pytest.mark.django_db
def test_nobody_grants_beyond_the_active_enrolments(rse: Member, service: OnlineService) -> None:
    waiting = make_service()
    make_enrolment(rse, waiting)
    refused("procuration.nothing_given", give, rse)
    refused("procuration.not_to_give", give, rse, service, waiting)
    refused("procuration.not_to_give", give, rse, make_service())


@pytest.mark.django_db
def test_a_restricted_access_lists_tasks_of_its_service(rse: Member, user: Member, service: OnlineService) -> None:
    ServiceTask.objects.create(service=service, code="lire", name_fr="Lire", name_en="Read")
    ServiceTask.objects.create(service=service, code="vieux", name_fr="Vieux", name_en="Old", retired=True)
    for tasks in ([], ["inconnue"], ["lire", "vieux"]):
        scopes = [Scope(service.slug, unrestricted=False, tasks=tasks)]
        refused("procuration.not_to_give", give, rse, scopes=scopes)
    procuration = give(rse, scopes=[Scope(service.slug, unrestricted=False, tasks=["lire"])])
    put(procuration, user, by=rse)
    assert effective_right(membership_of(user.user), service, now=NOW).tasks == frozenset({"lire"})


@pytest.mark.django_db
def test_an_external_procuration_waits_for_an_answer(rse: Member, accountant: Member, service: OnlineService) -> None:
    offered = give(rse, service, mandatary_neq=accountant.enterprise.neq)
    clerk = make_member(accountant.enterprise, MemberRole.USER)
    refused("assignment.not_assignable", put, offered, clerk, by=accountant)
    refused("domain.not_found", answer_procuration, offered.pk, accept=True, version=0, by=rse, now=NOW)
    answer_procuration(offered.pk, accept=True, version=0, by=accountant, now=NOW)
    refused(
        "procuration.already_answered", answer_procuration, offered.pk, accept=False, version=0, by=accountant, now=NOW
    )
    put(offered, clerk, by=accountant)
    assert may_open(clerk, service, grantor=rse.enterprise)
    assert may_open(accountant, service, grantor=rse.enterprise)
    refused("domain.not_found", put, offered, make_member(rse.enterprise, MemberRole.USER), by=rse)
    deliver_outbox()
    assert SecureMessage.objects.filter(recipient=rse.user).count() == 1
    assert SecureMessage.objects.filter(recipient=accountant.user).count() == 1


@pytest.mark.django_db
def test_nobody_accepts_what_changed_since_they_read_it(
    rse: Member, accountant: Member, service: OnlineService
) -> None:
    offered = give(rse, service, mandatary_neq=accountant.enterprise.neq)
    change_end(offered.pk, ends_on=today() + timedelta(days=1500), version=0, by=rse, now=NOW)
    refused("domain.stale_state", answer_procuration, offered.pk, accept=True, version=0, by=accountant, now=NOW)
    told = JournalEntry.objects.filter(action="procuration.end_changed").values_list("on_behalf_of", flat=True)
    assert set(told) == {str(rse.enterprise_id), str(accountant.enterprise_id)}
    assert answer_procuration(offered.pk, accept=True, version=1, by=accountant, now=NOW).version == 2


@pytest.mark.django_db
def test_an_end_is_told_to_both_firms_and_to_who_still_holds_it(
    rse: Member, accountant: Member, service: OnlineService
) -> None:
    closed = make_service(name_fr="Permis de pêche")
    given = make_procuration(rse, service, closed, mandatary=accountant.enterprise, ends_on=today() + 29 * DAY)
    given.services.filter(service=closed).update(ended_at=NOW)
    clerk, former, _idle = (make_member(accountant.enterprise, MemberRole.USER) for _turn in range(3))
    assign(given, clerk)
    assign(given, former, starts_on=today() - 9 * DAY, ends_on=today() - DAY)
    assert people_losing_access(given) == 1
    tell_expiry(given.pk, now=NOW)
    deliver_outbox()
    told = SecureMessage.objects.values_list("recipient", "body")
    assert {recipient for recipient, _body in told} == {rse.user_id, accountant.user_id, clerk.user_id}
    assert all(service.name in body and closed.name not in body for _recipient, body in told)
    assert len(told) == 3


@pytest.mark.django_db
def test_a_declined_procuration_gives_nothing(rse: Member, accountant: Member, service: OnlineService) -> None:
    offered = give(rse, service, mandatary_neq=accountant.enterprise.neq)
    declined = answer_procuration(offered.pk, accept=False, version=0, by=accountant, now=NOW)
    assert declined.state == ProcurationState.DECLINED
    assert not may_open(accountant, service, grantor=rse.enterprise)


@pytest.mark.django_db
def test_a_procuration_goes_to_another_active_enterprise(rse: Member, service: OnlineService) -> None:
    refused("procuration.oneself", give, rse, service, mandatary_neq=rse.enterprise.neq)
    refused("procuration.no_such_mandatary", give, rse, service, mandatary_neq="1199999999")


@pytest.mark.django_db
def test_a_mandatary_cannot_pass_it_on(rse: Member, accountant: Member, service: OnlineService) -> None:
    offered = give(rse, service, mandatary_neq=accountant.enterprise.neq)
    answer_procuration(offered.pk, accept=True, version=0, by=accountant, now=NOW)
    other = make_rse(make_enterprise(name="Tiers"))
    refused("procuration.not_to_give", give, accountant, service, mandatary_neq=other.enterprise.neq)
    refused("domain.not_found", put, offered, make_member(other.enterprise, MemberRole.USER), by=accountant)


@pytest.mark.django_db
def test_revoking_ends_every_assignment_at_the_next_question(rse: Member, user: Member, service: OnlineService) -> None:
    procuration = give(rse, service)
    put(procuration, user, by=rse)
    revoke_procuration(procuration.pk, version=0, by=rse, now=NOW)
    assert not may_open(user, service)
    assert Assignment.objects.get().revocation == "procuration"
    refused("procuration.over", revoke_procuration, procuration.pk, version=1, by=rse, now=NOW)
    deliver_outbox()
    assert SecureMessage.objects.filter(recipient=user.user).count() == 2


@pytest.mark.django_db
def test_one_assignment_is_revoked_alone(rse: Member, user: Member, service: OnlineService) -> None:
    other = make_member(rse.enterprise, MemberRole.USER)
    done = put(give(rse, service), user, other, by=rse)
    first = next(assignment for assignment in done.new if assignment.member_id == user.pk)
    refused("domain.not_found", revoke_assignment, first.pk, by=make_rse(), now=NOW)
    revoke_assignment(first.pk, by=rse, now=NOW)
    assert (may_open(user, service), may_open(other, service)) == (False, True)
    refused("assignment.already_revoked", revoke_assignment, first.pk, by=rse, now=NOW)


@pytest.mark.django_db
def test_whoever_holds_it_already_is_left_as_they_are(rse: Member, user: Member, service: OnlineService) -> None:
    procuration = give(rse, service)
    put(procuration, user, by=rse)
    again = put(procuration, user, make_member(rse.enterprise, MemberRole.USER), by=rse)
    assert ([member.pk for member in again.already], len(again.new)) == ([user.pk], 1)


@pytest.mark.django_db
def test_an_assignment_stays_inside_its_procuration(rse: Member, user: Member, service: OnlineService) -> None:
    procuration = give(rse, service)
    longer = Days(today(), procuration.ends_on + DAY)
    refused("procuration.outside_procuration", put, procuration, user, by=rse, days=longer)
    refused("assignment.nobody_chosen", put, procuration, by=rse)
    refused("assignment.oneself", put, procuration, rse, by=rse)


@pytest.mark.django_db
def test_a_suspended_user_is_assigned_nothing(rse: Member, user: Member, service: OnlineService) -> None:
    procuration = give(rse, service)
    suspend_member(user.pk, reason="absence", note="", until=None, version=0, by=rse, now=NOW)
    refused("assignment.not_a_holder", put, procuration, user, by=rse)


@pytest.mark.django_db
def test_only_the_last_day_changes(rse: Member, service: OnlineService) -> None:
    procuration = give(rse, service)
    changed = change_end(procuration.pk, ends_on=today(), version=0, by=rse, now=NOW)
    assert (changed.ends_on, changed.version) == (today(), 1)
    refused("domain.stale_state", change_end, procuration.pk, ends_on=today(), version=0, by=rse, now=NOW)
    refused("procuration.end_passed", change_end, procuration.pk, ends_on=today() - DAY, version=1, by=rse, now=NOW)
    far = today() + 366 * 6 * DAY
    refused("procuration.too_long", change_end, procuration.pk, ends_on=far, version=1, by=rse, now=NOW)


@pytest.mark.django_db
def test_a_deactivated_enrolment_takes_its_service_out_for_good(
    rse: Member, user: Member, service: OnlineService
) -> None:
    put(give(rse, service), user, by=rse)
    deactivate_enrolment(rse.enterprise.enrolments.get().pk, by=rse, now=NOW)
    assert not may_open(user, service)
    make_enrolment(rse, service, state=EnrolmentState.ACTIVE)
    assert (may_open(rse, service), may_open(user, service)) == (True, False)


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Do all at the same time, each over a connection of its own; give each result or refusal."""

    def run(call: Callable[[], object]) -> object:
        try:
            return call()
        except DomainError as refusal:
            return refusal.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.django_db(transaction=True)
def test_eight_attempts_to_remove_the_last_two_rse_leave_exactly_one() -> None:
    first = make_rse()
    second = make_rse(first.enterprise)

    def remove(target: Member, by: Member) -> Callable[[], object]:
        return lambda: suspend_member(target.pk, reason="absence", note="", until=None, version=0, by=by, now=NOW)

    at_once(*(remove(first, second) if turn % 2 else remove(second, first) for turn in range(8)))
    assert Member.objects.filter(role=MemberRole.RSE, state=MemberState.ACTIVE).count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))
def test_revoking_and_assigning_at_once_never_leaves_a_right(turn: int) -> None:
    rse = make_rse()
    user, service = make_member(rse.enterprise, MemberRole.USER), make_service()
    make_enrolment(rse, service, state=EnrolmentState.ACTIVE)
    procuration = make_procuration(rse, service)
    at_once(
        lambda: put(procuration, user, by=rse),
        lambda: revoke_procuration(procuration.pk, version=0, by=rse, now=NOW),
    )
    assert not Assignment.objects.filter(state=AssignmentState.GRANTED).exists()
    assert not may_open(user, service)


@pytest.mark.django_db
def test_a_page_of_two_tabs_assigns_once(rse: Member, user: Member, service: OnlineService) -> None:
    procuration = make_procuration(rse, service)
    assign(procuration, user)
    assert put(procuration, user, by=rse).new == []
