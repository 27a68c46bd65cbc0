"""The ministry's agent answers: who may, once only, and the message every active RSE gets."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.actors import SYSTEM
from accounts.models import JournalEntry, OutboxMessage, SecureMessage
from accounts.states import AgentRole
from enterprises.enrolment_notifications import enrolment_answered
from enterprises.queries.enrolments import agents_of_ministry
from enterprises.services.enrolment_decisions import (
    decide_enrolment,
    release_enrolment,
    remind_overdue_enrolment,
    take_enrolment,
)
from enterprises.services.enrolment_endings import withdraw_enrolment
from enterprises.states import EnrolmentState, EnterpriseState, MemberState
from ministry_services.models import MinistryAgent
from tests.enterprises.test_enrolment_services import fresh, last_action, refused
from tests.factories.agents import make_agent
from tests.factories.enrolments import deliver_outbox, make_enrolment, make_ministry_agent, make_service
from tests.factories.enterprises import make_member, make_rse, make_user

pytestmark = pytest.mark.django_db
ACTIVE, REFUSED = EnrolmentState.ACTIVE, EnrolmentState.REFUSED


def waiting(**changes: Any) -> tuple[Any, Any, Any]:
    """A request, the RSE who asked, and an agent of the ministry."""
    rse = make_rse()
    enrolment = make_enrolment(rse, **changes)
    return enrolment, rse, make_ministry_agent(enrolment.service.ministry)


def decide(enrolment: Any, outcome: EnrolmentState, agent: Any, text: str = "Dossier complet.") -> Any:
    return decide_enrolment(enrolment.pk, outcome=outcome, text=text, by=agent, now=timezone.now())


@pytest.mark.parametrize(("outcome", "word"), [(ACTIVE, "activée"), (REFUSED, "refusée")])
def test_every_active_rse_learns_the_answer_in_the_portal(outcome: EnrolmentState, word: str, mailoutbox: list) -> None:
    enrolment, rse, agent = waiting()
    colleague = make_rse(rse.enterprise, user=make_user(language="en"))
    make_rse(rse.enterprise, state=MemberState.SUSPENDED)
    make_member(rse.enterprise, role="user")
    take_enrolment(enrolment.pk, by=agent)
    decide(enrolment, outcome, agent, text="Le site 27 est inconnu.")
    assert deliver_outbox() == 3
    messages = {message.recipient_id: message for message in SecureMessage.objects.all()}
    assert messages.keys() == {rse.user_id, colleague.user_id}
    assert word in messages[rse.user_id].subject
    assert "Phosphorus report" in messages[colleague.user_id].subject
    assert "Le site 27 est inconnu." in messages[rse.user_id].body
    assert {mail.to[0] for mail in mailoutbox} == {rse.user.email, colleague.user.email}
    for mail in mailoutbox:
        assert all(word not in str(mail.message()) for word in ("site 27", "phosphore", enrolment.request.reference))


def test_the_answer_is_written_once_with_its_agent() -> None:
    enrolment, rse, agent = waiting()
    take_enrolment(enrolment.pk, by=agent)
    decided = decide(enrolment, ACTIVE, agent)
    assert (decided.state, decided.decided_by, decided.decision_text) == (ACTIVE, agent.user, "Dossier complet.")
    entry = JournalEntry.objects.get(action="enrolment.activated")
    assert (entry.on_behalf_of, entry.details) == (str(rse.enterprise_id), {"service": enrolment.service.slug})
    assert "Dossier" not in str(entry.details) + entry.reason
    refused("enrolment.answered_meanwhile", decide, enrolment, REFUSED, agent)


def test_an_answer_delivered_twice_is_in_the_mailbox_once() -> None:
    enrolment, _rse, agent = waiting()
    take_enrolment(enrolment.pk, by=agent)
    decide(enrolment, ACTIVE, agent)
    owed = OutboxMessage.objects.get()
    for _turn in range(2):
        enrolment_answered(owed, **owed.arguments)
    assert SecureMessage.objects.count() == 1


def test_a_refusal_says_why() -> None:
    enrolment, _rse, agent = waiting()
    take_enrolment(enrolment.pk, by=agent)
    refused("enrolment.reason_missing", decide, enrolment, REFUSED, agent, text="  ")


def test_an_agent_answers_only_for_their_own_ministry() -> None:
    enrolment, _rse, _agent = waiting()
    for stranger in (make_ministry_agent(make_service().ministry), make_agent(AgentRole.AGENT)):
        refused("domain.not_found", take_enrolment, enrolment.pk, by=stranger)
        refused("domain.not_found", decide, enrolment, ACTIVE, stranger)


def test_two_agents_do_not_answer_the_same_request() -> None:
    enrolment, _rse, agent = waiting()
    colleague = make_ministry_agent(enrolment.service.ministry)
    take_enrolment(enrolment.pk, by=agent)
    assert last_action() == "enrolment.taken"
    refused("enrolment.in_other_hands", take_enrolment, enrolment.pk, by=colleague)
    refused("enrolment.in_other_hands", release_enrolment, enrolment.pk, by=colleague)
    refused("enrolment.in_other_hands", decide, enrolment, ACTIVE, colleague)
    before = JournalEntry.objects.count()
    take_enrolment(enrolment.pk, by=agent)
    assert JournalEntry.objects.count() == before


def test_a_supervisor_takes_what_another_holds() -> None:
    enrolment, _rse, agent = waiting()
    supervisor = make_agent(AgentRole.SUPERVISOR)
    take_enrolment(enrolment.pk, by=agent)
    assert take_enrolment(enrolment.pk, by=supervisor).assigned_to == supervisor.user
    assert decide(enrolment, ACTIVE, supervisor).state == ACTIVE


def test_a_request_goes_back_to_the_queue() -> None:
    enrolment, _rse, agent = waiting()
    refused("domain.already_done", release_enrolment, enrolment.pk, by=agent)
    take_enrolment(enrolment.pk, by=agent)
    assert release_enrolment(enrolment.pk, by=agent).assigned_to is None
    assert last_action() == "enrolment.released"
    refused("enrolment.not_taken", decide, enrolment, ACTIVE, agent)


def test_an_enterprise_suspended_meanwhile_is_refused_not_accepted() -> None:
    enrolment, rse, agent = waiting()
    take_enrolment(enrolment.pk, by=agent)
    type(rse.enterprise).objects.update(state=EnterpriseState.SUSPENDED)
    refused("enrolment.enterprise_not_active", decide, enrolment, ACTIVE, agent)
    assert decide(enrolment, REFUSED, agent).state == REFUSED


def test_a_request_withdrawn_meanwhile_is_not_answered() -> None:
    enrolment, rse, agent = waiting()
    take_enrolment(enrolment.pk, by=agent)
    withdraw_enrolment(enrolment.pk, by=rse, now=timezone.now())
    refused("enrolment.answered_meanwhile", decide, enrolment, ACTIVE, agent)


def test_the_agents_of_the_ministry_are_reminded_once_of_what_is_late(mailoutbox: list) -> None:
    now = timezone.now()
    enrolment, _rse, agent = waiting(submitted_at=now - timedelta(hours=25))
    make_ministry_agent(enrolment.service.ministry, email="")
    make_ministry_agent(make_service().ministry)
    assert remind_overdue_enrolment(enrolment.pk, by=SYSTEM, now=now)
    assert (fresh(enrolment).reminded_at, last_action()) == (now, "enrolment.reminded")
    assert not remind_overdue_enrolment(enrolment.pk, by=SYSTEM, now=now)
    assert deliver_outbox() == 1
    [mail] = mailoutbox
    assert mail.to == [agent.user.email]
    assert enrolment.request.reference in mail.body
    assert enrolment.enterprise.name not in mail.body


def test_what_is_answered_before_its_reminder_leaves_sends_nothing(mailoutbox: list) -> None:
    now = timezone.now()
    enrolment, _rse, agent = waiting(submitted_at=now - timedelta(hours=25))
    remind_overdue_enrolment(enrolment.pk, by=SYSTEM, now=now)
    take_enrolment(enrolment.pk, by=agent)
    decide(enrolment, ACTIVE, agent)
    deliver_outbox()
    assert agent.user.email not in {mail.to[0] for mail in mailoutbox}


@pytest.mark.parametrize("state", [state for state in EnrolmentState if state != EnrolmentState.IN_PROGRESS])
def test_only_what_waits_is_reminded(state: EnrolmentState) -> None:
    now = timezone.now()
    enrolment, _rse, _agent = waiting(state=state, submitted_at=now - timedelta(hours=25))
    assert not remind_overdue_enrolment(enrolment.pk, by=SYSTEM, now=now)
    assert fresh(enrolment).reminded_at is None


def test_the_integrators_of_a_ministry_are_not_reminded_of_its_enrolments() -> None:
    ministry = make_service().ministry
    agent = make_ministry_agent(ministry, email="agent@ministere.example")
    integrator = make_agent(AgentRole.INTEGRATOR, email="integrateur@ministere.example")
    MinistryAgent.objects.create(ministry=ministry, user=integrator.user)
    assert list(agents_of_ministry(ministry.pk)) == [agent.user]
