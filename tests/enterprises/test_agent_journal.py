"""Auditors read the journal by actor, action, enterprise and day, and take it away as a file (screens.md A-12)."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import events
from accounts.models import JournalEntry
from accounts.services.journal import record
from accounts.states import AgentRole
from tests.factories.agents import make_agent, sign_in_agent
from tests.factories.enterprises import make_rse

pytestmark = pytest.mark.django_db

JOURNAL, EXPORT = "agents:journal", "agents:journal-export"


def sign_in(client: Client, role: str = AgentRole.AUDITOR) -> None:
    sign_in_agent(client, make_agent(role))


def shown(client: Client, **query: str) -> list[str]:
    return [fact["entry"].action for fact in client.get(reverse(JOURNAL), query).context["facts"]]


@pytest.mark.parametrize("role", AgentRole.values)
@pytest.mark.parametrize(("name", "allowed"), [(JOURNAL, {"auditor", "supervisor"}), (EXPORT, {"auditor"})])
def test_each_role_reads_what_is_its_own(client: Client, role: str, name: str, allowed: set[str]) -> None:
    sign_in(client, role)
    assert client.get(reverse(name)).status_code == (200 if role in allowed else 404)


def test_the_filters_narrow_together(client: Client) -> None:
    first, second = make_rse(), make_rse()
    record(events.SIGNED_IN, by=first.user, subject=first.user, on_behalf_of=first.enterprise_id)
    record(events.SIGNED_OUT, by=first.user, subject=first.user, on_behalf_of=first.enterprise_id)
    record(events.SIGNED_IN, by=second.user, subject=second.user, on_behalf_of=second.enterprise_id)
    sign_in(client)
    both = ["account.signed_out", "account.signed_in"]
    assert shown(client) == ["account.signed_in", *both]
    assert shown(client, actor=f" {first.user.user_code.lower()}") == both
    assert shown(client, subject=first.enterprise.neq) == both
    assert shown(client, action="account.signed_out") == ["account.signed_out"]
    assert shown(client, action="account.signed_out", actor=second.user.user_code) == []
    assert shown(client, subject="1234567890") == []
    assert shown(client, actor="INCONNU") == []


def test_the_days_are_those_of_here(client: Client) -> None:
    user = make_rse().user
    record(events.SIGNED_IN, by=user, subject=user)
    sign_in(client)
    today = timezone.localdate()

    def day(name: str, shift: int) -> dict[str, str]:
        chosen = today + timedelta(days=shift)
        return {f"{name}_day": str(chosen.day), f"{name}_month": str(chosen.month), f"{name}_year": str(chosen.year)}

    assert len(shown(client, **day("since", 0), **day("until", 0))) == 1
    assert shown(client, **day("since", 1)) == []
    assert shown(client, **day("until", -1)) == []


def test_a_filter_that_is_no_date_shows_nothing_and_says_so(client: Client) -> None:
    user = make_rse().user
    record(events.SIGNED_IN, by=user, subject=user)
    sign_in(client)
    page = client.get(reverse(JOURNAL), {"since_day": "31", "since_month": "2", "since_year": "2026"})
    assert page.context["facts"] == []
    assert "Un problème est survenu" in page.content.decode()


@pytest.mark.parametrize("rows", [1, 30])
def test_the_journal_costs_the_same_for_one_row_and_thirty(
    client: Client, rows: int, django_assert_num_queries: Any
) -> None:
    user = make_rse().user
    for _row in range(rows):
        record(events.SIGNED_IN, by=user, subject=user)
    sign_in(client)
    with django_assert_num_queries(6):  # session, account, device, roles, capped count, rows
        client.get(reverse(JOURNAL))


def test_the_export_holds_the_filtered_entries_and_is_recorded(client: Client) -> None:
    member = make_rse()
    record(events.SIGNED_IN, by=member.user, subject=member.user, reason="=1+1", step="é")
    record(events.SIGNED_OUT, by=member.user, subject=member.user)
    sign_in(client)
    response = client.get(reverse(EXPORT), {"action": "account.signed_in"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["action"], row["actor_label"]) for row in rows] == [("account.signed_in", member.user.username)]
    assert (rows[0]["reason"], rows[0]["details"]) == ("'=1+1", '{"step": "é"}')
    exported = JournalEntry.objects.get(action="journal.exported")
    assert exported.details == {"filters": ["action"]}


def test_the_export_does_not_hold_the_journal_in_memory(client: Client, django_assert_num_queries: Any) -> None:
    user = make_rse().user
    for _row in range(3):
        record(events.SIGNED_IN, by=user, subject=user)
    sign_in(client)
    with django_assert_num_queries(5):  # session, account, device, roles, its own line: the rows come later
        response = client.get(reverse(EXPORT))
    assert len(list(response.streaming_content)) == 5
