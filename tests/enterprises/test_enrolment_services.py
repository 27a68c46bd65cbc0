"""An RSE asks, a ministry answers: what is written, what is owed, and that a refusal changes nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import JournalEntry, OutboxMessage, SecureMessage
from accounts.states import Portal
from clicsequr.kernel.errors import DomainError
from enterprises.models import EnrolmentAnswer, EnrolmentRequest, PaperForm, ServiceEnrolment
from enterprises.services.enrolment import abandon_request, choose_services, give_consent, save_answers, submit_request
from enterprises.services.enrolment_endings import deactivate_enrolment, withdraw_enrolment
from enterprises.states import EnrolmentRequestState, EnrolmentState, EnterpriseState, MemberState, PaperFormKind
from ministry_services.states import DecisionMode, ServiceState
from tests.factories.enrolments import deliver_outbox, make_enrolment, make_question, make_request, make_service
from tests.factories.enterprises import make_enterprise, make_member, make_rse

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)


def everything() -> dict[str, Any]:
    """What a refusal must leave as it was."""
    return {
        "requests": list(EnrolmentRequest.objects.order_by("pk").values()),
        "enrolments": list(ServiceEnrolment.objects.order_by("pk").values()),
        "answers": list(EnrolmentAnswer.objects.order_by("pk").values()),
        "journal": JournalEntry.objects.count(),
        "outbox": OutboxMessage.objects.count(),
    }


def refused(code: str, call: Any, *args: Any, **kwargs: Any) -> None:
    before = everything()
    with pytest.raises(DomainError) as refusal:
        call(*args, **kwargs)
    assert refusal.value.code == code
    assert everything() == before


def last_action() -> str:
    return JournalEntry.objects.order_by("-id").values_list("action", flat=True)[0]


def test_the_rse_walks_from_the_choice_to_the_transmission() -> None:
    rse, service = make_rse(), make_service()
    question = make_question(service)
    draft = choose_services(service.ministry, slugs=[service.slug], by=rse, now=NOW)
    assert draft.reference.startswith("DEM-2026-")
    save_answers(draft.pk, answers={str(question.pk): "A-12"}, by=rse, now=NOW)
    give_consent(draft.pk, by=rse, now=NOW)
    request = submit_request(draft.pk, by=rse, now=NOW)
    enrolment = request.enrolments.get()
    assert (request.state, request.answers, request.submitted_at) == (EnrolmentRequestState.SUBMITTED, {}, NOW)
    assert (enrolment.state, enrolment.due_at) == (EnrolmentState.IN_PROGRESS, NOW + timedelta(hours=24))
    assert list(enrolment.answers.values_list("question_id", "value")) == [(question.pk, "A-12")]
    actions = JournalEntry.objects.filter(on_behalf_of=str(rse.enterprise_id)).order_by("id")
    assert list(actions.values_list("action", flat=True)) == ["enrolment.started", "enrolment.submitted"]
    assert actions.last().details == {"services": [service.slug], "consented_at": NOW.isoformat()}
    assert not OutboxMessage.objects.exists()


def test_a_second_choice_changes_the_same_draft_and_asks_for_consent_again() -> None:
    rse, service = make_rse(), make_service()
    other = make_service(service.ministry)
    first = choose_services(service.ministry, slugs=[service.slug], by=rse, now=NOW)
    give_consent(first.pk, by=rse, now=NOW)
    same = choose_services(service.ministry, slugs=[service.slug], by=rse, now=NOW)
    assert same.consented_at == NOW
    second = choose_services(service.ministry, slugs=[service.slug, other.slug], by=rse, now=NOW)
    assert (second.pk, second.consented_at, second.services.count()) == (first.pk, None, 2)


def test_nothing_chosen_is_refused() -> None:
    rse, service = make_rse(), make_service()
    refused("enrolment.nothing_chosen", choose_services, service.ministry, slugs=[], by=rse, now=NOW)


@pytest.mark.parametrize(
    "changes",
    [{"portal": Portal.CITIZENS}, {"state": ServiceState.CLOSED}, {"state": ServiceState.MAINTENANCE}],
)
def test_a_service_of_citizens_or_closed_is_refused(changes: dict) -> None:
    rse, service = make_rse(), make_service(**changes)
    refused("enrolment.service_not_offered", choose_services, service.ministry, slugs=[service.slug], by=rse, now=NOW)


def test_a_service_of_another_ministry_is_refused() -> None:
    rse, service, other = make_rse(), make_service(), make_service()
    refused("enrolment.service_not_offered", choose_services, service.ministry, slugs=[other.slug], by=rse, now=NOW)


@pytest.mark.parametrize("state", EnrolmentState)
def test_a_service_in_progress_or_active_is_not_asked_for_twice(state: EnrolmentState) -> None:
    rse = make_rse()
    enrolment = make_enrolment(rse, state=state)
    ministry, slugs = enrolment.service.ministry, [enrolment.service.slug]
    if state in {EnrolmentState.IN_PROGRESS, EnrolmentState.ACTIVE}:
        refused("enrolment.service_not_offered", choose_services, ministry, slugs=slugs, by=rse, now=NOW)
    else:
        assert choose_services(ministry, slugs=slugs, by=rse, now=NOW).services.count() == 1


def test_a_user_does_not_enrol_the_enterprise() -> None:
    user, service = make_member(role="user"), make_service()
    refused("rse.role_needed", choose_services, service.ministry, slugs=[service.slug], by=user, now=NOW)


@pytest.mark.parametrize("state", [state for state in MemberState if state != MemberState.ACTIVE])
def test_an_rse_suspended_since_the_page_was_read_transmits_nothing(state: MemberState) -> None:
    rse = make_rse()
    request = make_request(rse)
    type(rse).objects.update(state=state)
    refused(f"rse.member_{state}", submit_request, request.pk, by=rse, now=NOW)


@pytest.mark.parametrize("state", [EnterpriseState.SUSPENDED, EnterpriseState.INACTIVE])
def test_an_enterprise_no_longer_active_transmits_nothing(state: EnterpriseState) -> None:
    rse = make_rse()
    request = make_request(rse)
    type(rse.enterprise).objects.update(state=state)
    refused("rse.enterprise_inactive", submit_request, request.pk, by=rse, now=NOW)


def test_a_clic_revenu_enterprise_waits_for_its_form() -> None:
    rse = make_rse(make_enterprise(is_legacy=True))
    request = make_request(rse)
    refused("rse.lew4_pending", submit_request, request.pk, by=rse, now=NOW)
    PaperForm.objects.create(kind=PaperFormKind.LEW4, reference="LEW-1", enterprise=rse.enterprise, state="processed")
    assert submit_request(request.pk, by=rse, now=NOW).state == EnrolmentRequestState.SUBMITTED


def test_nothing_is_transmitted_without_consent() -> None:
    rse = make_rse()
    request = make_request(rse, consented_at=None)
    refused("enrolment.consent_missing", submit_request, request.pk, by=rse, now=NOW)


@pytest.mark.parametrize(
    ("question", "answer"), [({}, ""), ({"limits": {"maximum": 3}}, "A-12"), ({"kind": "number"}, "A-12")]
)
def test_an_answer_that_no_longer_fits_is_refused(question: dict, answer: str) -> None:
    rse, service = make_rse(), make_service()
    asked = make_question(service, **question)
    request = make_request(rse, service, answers={str(asked.pk): answer})
    refused("enrolment.answers_missing", submit_request, request.pk, by=rse, now=NOW)


def test_an_unknown_site_number_is_no_error() -> None:
    rse, service = make_rse(), make_service()
    asked = make_question(service)
    request = make_request(rse, service, answers={str(asked.pk): "INCONNU-999"})
    assert submit_request(request.pk, by=rse, now=NOW).enrolments.count() == 1


def test_a_retired_or_optional_question_is_not_waited_for() -> None:
    rse, service = make_rse(), make_service()
    make_question(service, retired=True)
    make_question(service, required=False)
    request = make_request(rse, service)
    assert submit_request(request.pk, by=rse, now=NOW).enrolments.get().answers.count() == 0


def test_a_service_closed_meanwhile_is_refused_and_the_draft_stays() -> None:
    rse, service = make_rse(), make_service()
    request = make_request(rse, service)
    type(service).objects.update(state=ServiceState.CLOSED)
    refused("enrolment.service_not_offered", submit_request, request.pk, by=rse, now=NOW)


def test_a_second_rse_who_asks_for_the_same_service_is_refused() -> None:
    rse, service = make_rse(), make_service()
    colleague = make_rse(rse.enterprise)
    first, second = make_request(rse, service), make_request(colleague, service)
    submit_request(first.pk, by=rse, now=NOW)
    refused("enrolment.service_not_offered", submit_request, second.pk, by=colleague, now=NOW)


def test_a_double_submit_makes_one_request() -> None:
    rse = make_rse()
    request = make_request(rse)
    submit_request(request.pk, by=rse, now=NOW)
    refused("enrolment.request_closed", submit_request, request.pk, by=rse, now=NOW)


def test_the_draft_of_another_rse_does_not_exist() -> None:
    rse = make_rse()
    request = make_request(rse)
    for stranger in (make_rse(), make_rse(rse.enterprise)):
        refused("domain.not_found", submit_request, request.pk, by=stranger, now=NOW)


def test_an_abandoned_draft_forgets_its_answers() -> None:
    rse = make_rse()
    request = make_request(rse, answers={"1": "A-12"})
    abandoned = abandon_request(request.pk, by=rse, now=NOW)
    assert (abandoned.state, abandoned.answers, last_action()) == ("abandoned", {}, "enrolment.abandoned")
    refused("enrolment.request_closed", abandon_request, request.pk, by=rse, now=NOW)


@pytest.mark.parametrize(("answer", "state"), [("50", EnrolmentState.ACTIVE), ("51", EnrolmentState.REFUSED)])
def test_a_service_answers_by_its_rule_through_the_outbox(answer: str, state: str, mailoutbox: list) -> None:
    rse, service = make_rse(), make_service(decision_mode=DecisionMode.AUTOMATIC)
    asked = make_question(service, kind="number", limits={"accepted_maximum": 50})
    request = make_request(rse, service, answers={str(asked.pk): answer})
    submit_request(request.pk, by=rse, now=timezone.now())
    assert deliver_outbox() == 3  # the rule, the secure message, the e-mail that says it waits
    enrolment = request.enrolments.get()
    assert (enrolment.state, enrolment.decided_by) == (state, None)
    message = SecureMessage.objects.get(recipient=rse.user)
    assert ("activée" in message.subject, "refusée" in message.subject) == (state == "active", state == "refused")
    assert ("automatique" in message.body) is (state == "refused")
    [mail] = mailoutbox
    text = str(mail.message())
    assert service.name_fr not in text
    assert message.reference not in text


def test_the_rule_leaves_to_an_agent_an_enterprise_no_longer_active() -> None:
    rse, service = make_rse(), make_service(decision_mode=DecisionMode.AUTOMATIC)
    request = submit_request(make_request(rse, service).pk, by=rse, now=timezone.now())
    type(rse.enterprise).objects.update(state=EnterpriseState.SUSPENDED)
    assert deliver_outbox() == 1
    assert request.enrolments.get().state == EnrolmentState.IN_PROGRESS


def test_a_request_withdrawn_first_is_not_decided_by_the_rule() -> None:
    rse, service = make_rse(), make_service(decision_mode=DecisionMode.AUTOMATIC)
    enrolment = submit_request(make_request(rse, service).pk, by=rse, now=timezone.now()).enrolments.get()
    withdraw_enrolment(enrolment.pk, by=rse, now=NOW)
    assert deliver_outbox() == 1
    assert fresh(enrolment).state == EnrolmentState.WITHDRAWN
    assert not SecureMessage.objects.exists()


def fresh(enrolment: ServiceEnrolment) -> ServiceEnrolment:
    return ServiceEnrolment.objects.get(pk=enrolment.pk)


@pytest.mark.parametrize(
    ("end", "before", "after", "action"),
    [
        (withdraw_enrolment, EnrolmentState.IN_PROGRESS, EnrolmentState.WITHDRAWN, "enrolment.withdrawn"),
        (deactivate_enrolment, EnrolmentState.ACTIVE, EnrolmentState.DEACTIVATED, "enrolment.deactivated"),
    ],
)
def test_the_rse_ends_an_enrolment(end: Any, before: str, after: str, action: str) -> None:
    rse = make_rse()
    enrolment = make_enrolment(rse, state=before)
    ended = end(enrolment.pk, by=rse, now=NOW)
    assert (ended.state, ended.ended_at, ended.ended_by, last_action()) == (after, NOW, rse.user, action)
    refused("enrolment.already_ended", end, enrolment.pk, by=rse, now=NOW)


def test_an_enrolment_is_ended_only_from_where_it_stands() -> None:
    rse = make_rse()
    active, waiting = make_enrolment(rse, state=EnrolmentState.ACTIVE), make_enrolment(rse)
    refused("state.illegal_move", withdraw_enrolment, active.pk, by=rse, now=NOW)
    refused("state.illegal_move", deactivate_enrolment, waiting.pk, by=rse, now=NOW)
    refused("domain.not_found", withdraw_enrolment, waiting.pk, by=make_rse(), now=NOW)
