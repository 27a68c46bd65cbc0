"""An agent finds one file by its exact number, gives a reason, and leaves a trace at each view (screens.md A-10)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.agents import Agent
from accounts.models import JournalEntry, OutboxMessage, Throttle
from accounts.services.sign_in import FROM_ONE_SOURCE
from accounts.services.throttles import count_failure
from accounts.states import AgentRole
from enterprises.models import EnrolmentRequest, Enterprise, PaperForm, Registration
from enterprises.queries.agent_search import find_enterprise
from enterprises.services.activation import refuse_registration
from enterprises.states import PaperFormKind
from ministry_services.models import Ministry
from tests.factories.agents import make_agent, sign_in_agent
from tests.factories.enterprises import make_enterprise, make_member, make_rse
from tests.factories.waiting_registrations import make_waiting_registration

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(client: Client) -> Agent:
    signed_in = make_agent()
    sign_in_agent(client, signed_in)
    return signed_in


def open_enterprise(client: Client, enterprise: Enterprise, typed: str = "") -> Any:
    return client.post(reverse("agents:search"), {"typed": typed or enterprise.neq, "reason": "call"})


def page_of(enterprise: Enterprise) -> str:
    return reverse("agents:enterprise", args=[enterprise.pk])


@pytest.mark.parametrize("role", AgentRole.values)
def test_only_revenu_quebec_s_agents_search(client: Client, role: str) -> None:
    sign_in_agent(client, make_agent(role))
    expected = 200 if role in {"agent", "supervisor"} else 404
    assert client.get(reverse("agents:search")).status_code == expected
    if expected == 404:
        assert client.get(page_of(make_enterprise())).status_code == 404


def test_a_file_is_found_by_every_number_it_bears() -> None:
    registration = make_waiting_registration()
    enterprise = registration.enterprise
    make_enterprise()
    PaperForm.objects.create(kind=PaperFormKind.LEW4, reference="LEW-2026-ABCD-EFGH", enterprise=enterprise)
    ministry = Ministry.objects.create(code="eau", list_label_fr="Eau", name_fr="Eau")
    asked = {"enterprise": enterprise, "ministry": ministry, "asked_by": registration.rse_user}
    EnrolmentRequest.objects.create(reference="DEM-2026-ABCD-EFGH", **asked)
    neq = enterprise.neq
    number, code = enterprise.rq_number, registration.rse_user.user_code
    typed = [neq, f"{neq[:4]} {neq[4:7]}\u00a0{neq[7:]}", number, f"{number[:4]}-{number[4:]}", code.lower()]
    typed += [registration.reference.lower(), "lew-2026-abcd-efgh", " DEM-2026-ABCD-EFGH"]
    assert {found.pk for found in map(find_enterprise, typed) if found} == {enterprise.pk}


@pytest.mark.parametrize("typed", ["Ferme", "119", "KLMT", "%", "", "INS-2026"])
def test_a_part_of_a_number_or_a_name_finds_nothing(typed: str) -> None:
    make_waiting_registration()
    assert find_enterprise(typed) is None


def test_the_search_asks_for_a_reason_and_tells_nothing_of_what_is_close(client: Client, agent: Agent) -> None:
    enterprise = make_enterprise()
    page = client.post(reverse("agents:search"), {"typed": enterprise.neq}).content.decode()
    assert "Choisissez le motif" in page
    page = client.post(reverse("agents:search"), {"typed": "Ferme", "reason": "call"}).content.decode()
    assert "Aucun dossier ne porte exactement" in page
    assert enterprise.name not in page


def test_a_file_is_not_opened_by_its_address_alone(client: Client, agent: Agent) -> None:
    enterprise = make_rse().enterprise
    assert client.get(page_of(enterprise))["Location"] == reverse("agents:search")
    unlock = reverse("agents:enterprise-unlock", args=[enterprise.pk, enterprise.members.get().pk])
    client.post(unlock)
    assert JournalEntry.objects.count() == 0


def test_each_view_is_in_the_journal_with_its_reason(client: Client, agent: Agent) -> None:
    enterprise = make_rse().enterprise
    assert open_enterprise(client, enterprise)["Location"] == page_of(enterprise)
    for _turn in range(2):
        assert client.get(page_of(enterprise)).status_code == 200
    entries = JournalEntry.objects.filter(action="agent.file_viewed", on_behalf_of=str(enterprise.pk), reason="call")
    assert [entry.actor_id for entry in entries] == [str(agent.user.pk)] * 2


def test_a_file_closes_again_after_half_an_hour(client: Client, agent: Agent) -> None:
    enterprise = make_rse().enterprise
    open_enterprise(client, enterprise)
    session = client.session
    session["agent_files"] = {str(enterprise.pk): {"reason": "call", "until": timezone.now().isoformat()}}
    session.save()
    assert client.get(page_of(enterprise)).status_code == 302


@pytest.mark.parametrize("rows", [1, 30])
def test_a_file_costs_the_same_with_one_person_and_thirty(
    client: Client, agent: Agent, rows: int, django_assert_num_queries: Any
) -> None:
    enterprise = make_enterprise()
    for _row in range(rows):
        make_member(enterprise)
    open_enterprise(client, enterprise)
    client.get(page_of(enterprise))
    # Session, account, device, roles, file, journal; facts and people counted then read; four lists.
    with django_assert_num_queries(14):
        client.get(page_of(enterprise))


def test_an_agent_unlocks_the_account_of_a_caller(client: Client, agent: Agent) -> None:
    member = make_rse()
    count_failure(FROM_ONE_SOURCE, member.user.username, "address 192.0.2.1", now=timezone.now())
    open_enterprise(client, member.enterprise)
    client.post(reverse("agents:enterprise-unlock", args=[member.enterprise_id, member.pk]))
    assert Throttle.objects.count() == 0
    assert JournalEntry.objects.filter(action="account.unlocked", reason="call").count() == 1


def test_the_member_of_another_enterprise_is_not_unlocked_from_this_file(client: Client, agent: Agent) -> None:
    member, stranger = make_rse(), make_rse()
    open_enterprise(client, member.enterprise)
    address = reverse("agents:enterprise-unlock", args=[member.enterprise_id, stranger.pk])
    assert client.post(address).status_code == 404


def test_the_decision_s_mail_leaves_again_and_never_before_a_decision(client: Client, agent: Agent) -> None:
    registration = make_waiting_registration()
    open_enterprise(client, registration.enterprise)
    address = reverse("agents:enterprise-resend", args=[registration.enterprise_id, registration.pk])
    assert "pas encore décidée" in client.post(address, follow=True).content.decode()
    assert OutboxMessage.objects.count() == 0
    refuse_registration(
        registration, by=agent.user, version=0, reason="other", text="…", note="", now=timezone.now() - timedelta(1)
    )
    assert "L’avis repart par courriel." in client.post(address, follow=True).content.decode()
    assert OutboxMessage.objects.count() == 4
    assert Registration.objects.get().state == "refused"
