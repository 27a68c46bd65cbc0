"""« Nommer un responsable » at the desk: from the file of the enterprise to the second agent's confirmation."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.agents import Agent
from accounts.models import JournalEntry
from accounts.states import AgentRole
from enterprises.models import Member, PaperForm, Succession
from enterprises.states import EnterpriseState, MemberState, PaperFormState
from tests.factories.agents import make_agent, sign_in_agent
from tests.factories.enterprises import make_rse
from tests.factories.paper_forms import blank_scan, received
from tests.factories.successions import make_representative, make_succession

pytestmark = pytest.mark.django_db
QUERIES = 8
CHECKED = {"is_legible": "yes", "is_signed": "yes", "signatory_is_representative": "yes"}
TYPED = {
    "reason": "dispute",
    "first_name": "Éva",
    "last_name": "St-Pierre",
    "email": "eva@exemple.ca",
    "phone": "",
    "language": "en",
    "former_rses": "revoked",
}


@pytest.fixture(autouse=True)
def uploads(settings: LazySettings, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture
def rse() -> Member:
    found = make_rse()
    make_representative(found.enterprise)
    return found


@pytest.fixture
def agent() -> Agent:
    return make_agent()


def opened(client: Client, agent: Agent, rse: Member) -> str:
    """Sign in, open the file of the enterprise by its number; give the address of « Nommer un responsable »."""
    sign_in_agent(client, agent)
    client.post(reverse("agents:search"), {"typed": rse.enterprise.neq, "reason": "call"})
    return reverse("agents:succession", args=[rse.enterprise_id])


def text(response: HttpResponse) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_an_orphaned_enterprise_gets_another_rse_by_two_agents(client: Client, agent: Agent, rse: Member) -> None:
    address = opened(client, agent, rse)
    assert address in text(client.get(reverse("agents:enterprise", args=[rse.enterprise_id])))
    assert rse.user.user_code in text(client.get(address))
    paper = client.post(address, TYPED)["Location"]
    form = PaperForm.objects.get()
    shown = text(client.get(paper))
    for words in ("Éva St-Pierre", "Réal Côté", "Désaccord entre l’entreprise", "Télécharger le formulaire à signer"):
        assert words in shown
    blank = client.get(reverse("agents:paper-form-blank", args=[form.pk]))
    assert (blank["Content-Type"], blank.content[:5]) == ("application/pdf", b"%PDF-")
    today = timezone.localdate()
    day = {"received_on_day": today.day, "received_on_month": today.month, "received_on_year": today.year}
    sent = {"version": 0, **day, "scan": SimpleUploadedFile("scan.pdf", blank_scan()), **CHECKED}
    decide = client.post(reverse("agents:paper-form-receive", args=[form.pk]), sent)["Location"]
    assert "un second agent confirmera" in text(client.get(decide))
    client.post(decide, {"version": 1, "decision": "accept"})
    assert "Un second agent doit la confirmer" in text(client.get(paper))
    client.post(decide, {"version": 2, "decision": "accept"})
    assert "Un second agent doit confirmer votre proposition" in text(client.get(paper))
    assert Member.objects.get() == rse
    sign_in_agent(client, make_agent(AgentRole.SUPERVISOR))
    assert "Confirmer l’acceptation" in text(client.get(decide))
    client.post(decide, {"version": 2, "decision": "accept"})
    form.refresh_from_db()
    rse.refresh_from_db()
    assert (form.state, rse.state) == (PaperFormState.PROCESSED, MemberState.REVOKED)
    assert Member.objects.exclude(pk=rse.pk).get().user.full_name == "Éva St-Pierre"


@pytest.mark.parametrize("name", ["reason", "first_name", "last_name", "email", "language", "former_rses"])
def test_each_missing_answer_is_asked_for(client: Client, agent: Agent, rse: Member, name: str) -> None:
    response = client.post(opened(client, agent, rse), {**TYPED, name: ""})
    assert "Erreur" in text(response)
    assert f'href="#id_{name}' in text(response)
    assert not PaperForm.objects.exists()


def test_the_file_is_opened_by_a_search_first(client: Client, agent: Agent, rse: Member) -> None:
    address = reverse("agents:succession", args=[rse.enterprise_id])
    sign_in_agent(client, agent)
    assert client.get(address)["Location"] == reverse("agents:search")
    assert client.post(address, TYPED)["Location"] == reverse("agents:search")
    assert not PaperForm.objects.exists()


@pytest.mark.parametrize("role", [AgentRole.MINISTRY, AgentRole.AUDITOR])
def test_other_agents_find_no_such_page(client: Client, rse: Member, role: str) -> None:
    sign_in_agent(client, make_agent(role))
    assert client.get(reverse("agents:succession", args=[rse.enterprise_id])).status_code == 404


def test_each_view_stays_in_the_journal_with_its_reason(client: Client, agent: Agent, rse: Member) -> None:
    client.get(opened(client, agent, rse))
    fact = JournalEntry.objects.latest("id")
    assert (fact.action, fact.reason, fact.details) == ("agent.file_viewed", "call", {"page": "succession"})


def test_a_designation_at_the_desk_hides_the_form(client: Client, agent: Agent, rse: Member) -> None:
    received(make_succession(rse.enterprise, by=agent.user), by=agent.user, scan=blank_scan())
    address = opened(client, agent, rse)
    assert "Préparer le formulaire" not in text(client.get(address))
    assert "Traitez-la d’abord" in text(client.post(address, TYPED))
    assert Succession.objects.get().first_name == "Éva"
    assert Succession.objects.get().reason == "departure"


def test_an_enterprise_that_is_not_active_gets_no_form(client: Client, agent: Agent, rse: Member) -> None:
    rse.enterprise.state = EnterpriseState.SUSPENDED
    rse.enterprise.save()
    address = opened(client, agent, rse)
    assert "Préparer le formulaire" not in text(client.get(address))
    assert "Seule une entreprise active" in text(client.post(address, TYPED))
    assert not PaperForm.objects.exists()


def test_the_page_costs_the_same_with_one_rse_and_thirty(
    client: Client, agent: Agent, rse: Member, django_assert_num_queries: Any
) -> None:
    address = opened(client, agent, rse)
    client.get(address)
    with django_assert_num_queries(QUERIES):
        client.get(address)
    for _turn in range(29):
        make_rse(rse.enterprise)
    with django_assert_num_queries(QUERIES):
        client.get(address)


def test_the_desk_lists_the_designation(client: Client, agent: Agent, rse: Member) -> None:
    form = make_succession(rse.enterprise, by=agent.user)
    sign_in_agent(client, agent)
    shown = text(client.get(reverse("agents:paper-forms"), {"show": "to_send"}))
    assert form.reference in shown
    assert "Désignation d’un nouveau responsable" in shown


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_help_tells_the_representative_what_to_do(client: Client, language: str) -> None:
    shown = text(client.get(f"/{language}/aide/articles/nommer-un-autre-responsable/"))
    assert {"fr": "Deux employés de Revenu Québec", "en": "Two employees of Revenu Québec"}[language] in shown
