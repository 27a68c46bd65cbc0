"""Two at once: one request, one answer, one message, whatever the order the database lets them in."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import OutboxMessage, SecureMessage
from accounts.services.outbox import deliver
from enterprises.models import EnrolmentRequest, ServiceEnrolment
from enterprises.services.enrolment import choose_services, submit_request
from enterprises.services.enrolment_decisions import decide_enrolment, take_enrolment
from enterprises.services.enrolment_endings import withdraw_enrolment
from enterprises.states import EnrolmentState
from ministry_services.states import DecisionMode
from tests.enterprises.test_activation_races import at_once
from tests.factories.enrolments import make_enrolment, make_ministry_agent, make_request, make_service
from tests.factories.enterprises import make_rse

pytestmark = pytest.mark.django_db(transaction=True)


def submit(request: EnrolmentRequest, rse: Any) -> Any:
    return lambda: str(submit_request(request.pk, by=rse, now=timezone.now()).state)


def test_a_double_click_transmits_once() -> None:
    rse = make_rse()
    request = make_request(rse)
    assert sorted(at_once(submit(request, rse), submit(request, rse))) == ["enrolment.request_closed", "submitted"]
    assert ServiceEnrolment.objects.count() == 1


def test_two_rses_who_ask_for_one_service_make_one_request() -> None:
    rse, service = make_rse(), make_service()
    colleague = make_rse(rse.enterprise)
    first, second = make_request(rse, service), make_request(colleague, service)
    answers = at_once(submit(first, rse), submit(second, colleague))
    assert sorted(answers) == ["enrolment.service_not_offered", "submitted"]
    assert ServiceEnrolment.objects.count() == 1


def test_two_tabs_that_choose_at_once_share_one_draft() -> None:
    rse, service = make_rse(), make_service()

    def choose() -> Any:
        return choose_services(service.ministry, slugs=[service.slug], by=rse, now=timezone.now()).pk

    first, second = at_once(choose, choose)
    assert first == second
    assert EnrolmentRequest.objects.count() == 1


def test_one_of_two_agents_takes_a_request_and_the_other_is_told() -> None:
    enrolment = make_enrolment(make_rse())
    agents = [make_ministry_agent(enrolment.service.ministry) for _turn in range(2)]
    takes = [lambda agent=agent: take_enrolment(enrolment.pk, by=agent).assigned_to_id for agent in agents]
    answers = at_once(*takes)
    assert "enrolment.in_other_hands" in answers
    assert ServiceEnrolment.objects.get().assigned_to_id in answers


def test_an_answer_and_a_withdrawal_at_once_leave_one_of_them() -> None:
    rse = make_rse()
    enrolment = make_enrolment(rse)
    agent = make_ministry_agent(enrolment.service.ministry)
    take_enrolment(enrolment.pk, by=agent)
    now = timezone.now()
    answers = at_once(
        lambda: str(decide_enrolment(enrolment.pk, outcome=EnrolmentState.ACTIVE, text="", by=agent, now=now).state),
        lambda: str(withdraw_enrolment(enrolment.pk, by=rse, now=now).state),
    )
    assert sorted(answers) in (["active", "state.illegal_move"], ["enrolment.answered_meanwhile", "withdrawn"])
    assert ServiceEnrolment.objects.get().state in answers


def test_a_rule_delivered_twice_at_once_answers_once() -> None:
    rse, service = make_rse(), make_service(decision_mode=DecisionMode.AUTOMATIC)
    submit_request(make_request(rse, service).pk, by=rse, now=timezone.now())
    owed = OutboxMessage.objects.get().pk
    assert sorted(at_once(lambda: deliver(owed), lambda: deliver(owed))) == [False, True]
    for row in OutboxMessage.objects.filter(done_at=None):
        deliver(row.pk)
    assert SecureMessage.objects.count() == 1
