"""Supervisors keep the plain catalogues; every change is recorded, nothing is deleted (screens.md A-14)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.agents import Agent
from accounts.models import JournalEntry, TermsVersion
from accounts.states import AgentRole
from ministry_services.models import Ministry
from tests.factories.agents import make_agent, sign_in_agent

pytestmark = pytest.mark.django_db

LIST, ADD = "agents:ministry_services_ministry_changelist", "agents:ministry_services_ministry_add"
WORDS = {"code": "eau", "list_label_fr": "Eau", "list_label_en": "Water", "name_fr": "Eau", "name_en": "Water"}


@pytest.fixture
def supervisor(client: Client) -> Agent:
    signed_in = make_agent(AgentRole.SUPERVISOR)
    sign_in_agent(client, signed_in)
    return signed_in


@pytest.mark.parametrize("role", AgentRole.values)
@pytest.mark.parametrize("name", [LIST, ADD, "agents:accounts_termsversion_changelist", "agents:catalogues"])
def test_only_a_supervisor_opens_them(client: Client, role: str, name: str) -> None:
    sign_in_agent(client, make_agent(role))
    assert client.get(reverse(name)).status_code == (200 if role == AgentRole.SUPERVISOR else 404)


def test_a_visitor_signs_in_first(client: Client) -> None:
    assert client.get(reverse(LIST))["Location"].startswith("/fr/agents/login/")


def test_a_change_is_in_the_journal(client: Client, supervisor: Agent) -> None:
    client.post(reverse(ADD), {**WORDS, "_save": "1"})
    ministry = Ministry.objects.get()
    address = reverse("agents:ministry_services_ministry_change", args=[ministry.pk])
    client.post(address, {**WORDS, "name_fr": "Eau et forêts", "_save": "1"})
    assert Ministry.objects.get().name_fr == "Eau et forêts"
    details = [entry.details for entry in JournalEntry.objects.order_by("id")]
    assert [detail["change"] for detail in details] == ["added", "changed"]
    assert set(JournalEntry.objects.values_list("actor_id", flat=True)) == {str(supervisor.user.pk)}


def test_a_wrong_entry_is_said_and_keeps_what_was_typed(client: Client, supervisor: Agent) -> None:
    page = client.post(reverse(ADD), {**WORDS, "code": "", "_save": "1"}).content.decode()
    assert "<title>Erreur" in page
    assert 'value="Water"' in page
    assert Ministry.objects.count() == 0


def test_nothing_is_deleted(client: Client, supervisor: Agent) -> None:
    ministry = Ministry.objects.create(**WORDS)
    address = reverse("agents:ministry_services_ministry_delete", args=[ministry.pk])
    assert client.post(address, {"post": "yes"}).status_code == 403
    assert Ministry.objects.count() == 1


@pytest.mark.parametrize(("days", "changed"), [(1, True), (0, False), (-30, False)])
def test_conditions_in_force_change_no_more(client: Client, supervisor: Agent, days: int, changed: bool) -> None:
    in_force_on = timezone.localdate() + timedelta(days=days)
    version = TermsVersion.objects.create(portal="E", number="3", in_force_on=in_force_on, text_fr="A", text_en="A")
    address = reverse("agents:accounts_termsversion_change", args=[version.pk])
    day = {"in_force_on": in_force_on.isoformat()}
    client.post(address, {"portal": "E", "number": "3", **day, "text_fr": "B", "text_en": "B", "_save": "1"})
    version.refresh_from_db()
    assert (version.text_fr == "B") is changed


@pytest.mark.parametrize("rows", [1, 30])
def test_a_catalogue_costs_the_same_for_one_row_and_thirty(
    client: Client, supervisor: Agent, rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        Ministry.objects.create(**{**WORDS, "code": f"eau{number}"})
    with django_assert_num_queries(6):  # session, account, device, roles, count, rows
        page = client.get(reverse(LIST)).content.decode()
    assert page.count("/change/") == rows
    assert "<script" not in page.split("</head>")[1]
