"""A-09: who sees which request, what the queue says of its clock, the answer given from the page."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import JournalEntry
from accounts.states import AgentRole
from enterprises.models import EnrolmentAnswer, ServiceEnrolment
from enterprises.rules.agent_notes import NoteHoldsSecret
from enterprises.services.enrolment_decisions import decide_enrolment
from enterprises.states import EnrolmentState, EnterpriseState
from enterprises.tasks import run_due
from ministry_services.models import MinistryAgent
from tests.factories.agents import make_agent, sign_in_agent
from tests.factories.enrolments import make_enrolment, make_ministry_agent, make_question, make_service
from tests.factories.enterprises import make_enterprise, make_rse

pytestmark = pytest.mark.django_db
QUEUE = "/fr/agents/inscriptions/"


def page(name: str, enrolment: ServiceEnrolment) -> str:
    return reverse(f"agents:{name}", args=[enrolment.pk])


def text(response: Any) -> str:
    return response.content.decode()


@pytest.fixture
def waiting() -> ServiceEnrolment:
    service = make_service()
    enrolment = make_enrolment(make_rse(make_enterprise(name="Ferme du Lac Bleu")), service)
    question = make_question(service, label_fr="Numéro du lieu")
    EnrolmentAnswer.objects.create(enrolment=enrolment, question=question, value="INCONNU-12")
    return enrolment


@pytest.fixture
def agent(client: Client, waiting: ServiceEnrolment) -> Any:
    agent = make_ministry_agent(waiting.service.ministry)
    sign_in_agent(client, agent)
    client.get(QUEUE)  # the session's clock is set at the first page
    return agent


def test_the_agent_takes_reads_and_accepts(client: Client, agent: Any, waiting: ServiceEnrolment) -> None:
    assert "Ferme du Lac Bleu" in text(client.get(QUEUE))
    assert client.post(page("enrolment-take", waiting))["Location"] == page("enrolment", waiting)
    shown = text(client.get(page("enrolment", waiting)))
    assert "INCONNU-12" in shown
    viewed = JournalEntry.objects.get(action="agent.file_viewed")
    assert (viewed.actor_id, viewed.on_behalf_of) == (str(agent.user.pk), str(waiting.enterprise_id))
    answer = client.post(page("enrolment-decide", waiting), {"outcome": "active", "text": ""})
    assert answer["Location"] == QUEUE
    waiting.refresh_from_db()
    assert (waiting.state, waiting.decided_by) == (EnrolmentState.ACTIVE, agent.user)
    assert "Ferme du Lac Bleu" not in text(client.get(QUEUE))


def test_a_refusal_needs_its_reason(client: Client, agent: Any, waiting: ServiceEnrolment) -> None:
    client.post(page("enrolment-take", waiting))
    shown = text(client.post(page("enrolment-decide", waiting), {"outcome": "refused", "text": " "}))
    assert "Écrivez la raison du refus" in shown
    client.post(page("enrolment-decide", waiting), {"outcome": "refused", "text": "Site inconnu."})
    waiting.refresh_from_db()
    assert (waiting.state, waiting.decision_text) == (EnrolmentState.REFUSED, "Site inconnu.")


def test_an_answer_holds_no_nas_and_may_hold_the_number_of_a_site(
    client: Client, agent: Any, waiting: ServiceEnrolment
) -> None:
    client.post(page("enrolment-take", waiting))
    typed = {"outcome": "refused", "text": "Le NAS 046 454 286 n’est pas un site."}
    shown = text(client.post(page("enrolment-decide", waiting), typed))
    assert "Nous avons effacé un numéro qui ressemble à un secret" in shown
    assert "046 454 286" not in shown
    answer = {"outcome": EnrolmentState.REFUSED, "text": typed["text"]}
    with pytest.raises(NoteHoldsSecret):
        decide_enrolment(waiting.pk, by=agent, now=timezone.now(), **answer)
    assert ServiceEnrolment.objects.get().state == EnrolmentState.IN_PROGRESS
    client.post(page("enrolment-decide", waiting), {"outcome": "refused", "text": "Le site 123456 est inconnu."})
    assert ServiceEnrolment.objects.get().state == EnrolmentState.REFUSED


@pytest.mark.parametrize("typed", [{}, {"outcome": "withdrawn"}, {"outcome": "active", "text": "x" * 501}])
def test_an_answer_that_is_none_changes_nothing(
    client: Client, agent: Any, waiting: ServiceEnrolment, typed: dict
) -> None:
    client.post(page("enrolment-take", waiting))
    assert client.post(page("enrolment-decide", waiting), typed).status_code == 200
    assert ServiceEnrolment.objects.get().state == EnrolmentState.IN_PROGRESS


def test_a_stale_page_says_what_happened(client: Client, agent: Any, waiting: ServiceEnrolment) -> None:
    client.post(page("enrolment-take", waiting))
    ServiceEnrolment.objects.update(state=EnrolmentState.WITHDRAWN)
    answer = client.post(page("enrolment-decide", waiting), {"outcome": "active"}, follow=True)
    assert answer.redirect_chain == [(page("enrolment", waiting), 302)]
    assert "Ce dossier a changé pendant que vous le consultiez" in text(answer)


def test_what_another_agent_holds_is_only_read(client: Client, agent: Any, waiting: ServiceEnrolment) -> None:
    other = make_ministry_agent(waiting.service.ministry)
    ServiceEnrolment.objects.update(assigned_to=other.user)
    shown = text(client.get(page("enrolment", waiting)))
    assert "Un autre agent a pris cette demande en charge" in shown
    assert "Prendre en charge" not in shown
    for name in ("enrolment-take", "enrolment-release"):
        assert "Un autre agent a pris cette demande" in text(client.post(page(name, waiting), follow=True))
    answer = client.post(page("enrolment-decide", waiting), {"outcome": "active"}, follow=True)
    assert "Un autre agent a pris cette demande" in text(answer)
    assert ServiceEnrolment.objects.get().state == EnrolmentState.IN_PROGRESS


def test_an_enterprise_suspended_meanwhile_is_shown_as_such(client: Client, agent: Any, waiting: Any) -> None:
    client.post(page("enrolment-take", waiting))
    type(waiting.enterprise).objects.update(state=EnterpriseState.SUSPENDED)
    assert "L’entreprise n’est plus active" in text(client.get(page("enrolment", waiting)))
    answer = client.post(page("enrolment-decide", waiting), {"outcome": "active"}, follow=True)
    assert "ne peut pas être acceptée" in text(answer)


@pytest.mark.parametrize("number", [1, 30])
def test_the_queue_costs_the_same_for_one_and_thirty(
    client: Client, agent: Any, waiting: Any, number: int, django_assert_num_queries: Any
) -> None:
    for _turn in range(number - 1):
        make_enrolment(make_rse(), waiting.service)
    with django_assert_num_queries(6):  # session, account, second factor, roles, count, page
        client.get(QUEUE)


def test_the_queue_is_the_most_urgent_first_and_says_the_delay(client: Client, agent: Any, waiting: Any) -> None:
    now = timezone.now()
    make_enrolment(
        make_rse(make_enterprise(name="En retard inc.")), waiting.service, submitted_at=now - timedelta(hours=27)
    )
    shown = text(client.get(QUEUE))
    assert shown.index("En retard inc.") < shown.index("Ferme du Lac Bleu")
    assert "depuis 3\xa0heures" in shown
    late = text(client.get(f"{QUEUE}?show=overdue"))
    assert ("En retard inc." in late, "Ferme du Lac Bleu" in late) == (True, False)
    client.post(page("enrolment-take", waiting))
    assert "En retard inc." not in text(client.get(f"{QUEUE}?show=mine"))
    assert "Ferme du Lac Bleu" not in text(client.get(f"{QUEUE}?show=free"))


MATRIX = [
    ("own", 200),
    ("other", 404),
    (AgentRole.SUPERVISOR, 200),
    (AgentRole.AGENT, 404),
    (AgentRole.AUDITOR, 404),
    ("enterprise", 404),
]


@pytest.mark.parametrize(("who", "status"), MATRIX)
def test_each_role_sees_what_it_answers_for(client: Client, waiting: ServiceEnrolment, who: str, status: int) -> None:
    if who == "enterprise":
        client.force_login(make_rse().user)
    elif who in {"own", "other"}:
        ministry = waiting.service.ministry if who == "own" else make_service().ministry
        sign_in_agent(client, make_ministry_agent(ministry))
    else:
        sign_in_agent(client, make_agent(who))
    assert client.get(page("enrolment", waiting)).status_code == status
    assert client.get(page("enrolment-decide", waiting)).status_code == status
    for name in ("enrolment-take", "enrolment-release", "enrolment-decide"):
        expected = {200: {200, 302}, 404: {404}}[status]
        assert client.post(page(name, waiting)).status_code in expected
    if status == 404:
        assert ServiceEnrolment.objects.get().assigned_to is None


def test_a_forged_post_answers_nothing(agent: Any, waiting: ServiceEnrolment) -> None:
    forger = Client(enforce_csrf_checks=True)
    sign_in_agent(forger, agent)
    assert forger.post(page("enrolment-take", waiting)).status_code == 403
    assert ServiceEnrolment.objects.get().assigned_to is None


def test_a_visitor_signs_in_first(client: Client, waiting: ServiceEnrolment) -> None:
    assert client.get(page("enrolment", waiting)).status_code == 302


def test_beat_reminds_of_what_is_late_once(waiting: ServiceEnrolment, agent: Any) -> None:
    ServiceEnrolment.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    for _turn in range(2):
        run_due()
    assert JournalEntry.objects.filter(action="enrolment.reminded").count() == 1


def test_the_command_gives_a_ministry_to_an_agent_and_takes_it_back() -> None:
    agent, ministry = make_agent(AgentRole.MINISTRY), make_service().ministry
    for _turn in range(2):
        call_command("ministry_agent", agent.user.user_code, ministry.code)
    assert MinistryAgent.objects.count() == 1
    call_command("ministry_agent", agent.user.user_code, ministry.code, remove=True)
    assert not MinistryAgent.objects.exists()
    actions = list(JournalEntry.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["agent.ministry_given", "agent.ministry_taken_back"]
    with pytest.raises(CommandError, match="No such agent"):
        call_command("ministry_agent", "PERSONNE", ministry.code)
