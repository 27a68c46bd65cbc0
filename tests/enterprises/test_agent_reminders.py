"""What is due on the desk: calls to make again, documents awaited, frozen files, late enrolments; each to its role."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.states import AgentRole
from enterprises.models import Registration
from enterprises.queries.reminders import calls_to_make_again, documents_awaited
from enterprises.rules.reminders import working_day_before
from enterprises.services.agent_files import note_call
from enterprises.states import RegistrationState
from tests.factories.agents import make_agent, sign_in_agent
from tests.factories.enrolments import make_enrolment, make_ministry_agent
from tests.factories.enterprises import make_rse
from tests.factories.waiting_registrations import make_waiting_registration

HERE = ZoneInfo("America/Toronto")
LONG_AGO = timedelta(days=11)


@pytest.mark.parametrize(
    ("moment", "earlier"),
    [
        ("2026-11-24 10:00", "2026-11-23 10:00"),  # Tuesday, Monday
        ("2026-11-23 10:00", "2026-11-20 10:00"),  # Monday, Friday
        ("2026-11-21 15:00", "2026-11-20 00:00"),  # Saturday: what was due when Friday ended
        ("2026-11-22 15:00", "2026-11-20 00:00"),
        ("2026-11-02 10:00", "2026-10-30 10:00"),  # the clocks went back in between
    ],
)
def test_a_weekend_makes_nothing_due(moment: str, earlier: str) -> None:
    given = datetime.fromisoformat(moment).replace(tzinfo=HERE)
    assert working_day_before(given) == datetime.fromisoformat(earlier).replace(tzinfo=HERE)


def due(kind: str) -> Registration:
    """A registration that is due for this reason only."""
    moment = timezone.now() - LONG_AGO
    values: dict[str, dict[str, Any]] = {
        "calls": {"unanswered_at": moment, "contact_times": "l’avant-midi"},
        "documents": {"document_asked_at": moment, "document_kind": "mandate"},
        "frozen": {"frozen_at": moment},
    }
    return make_waiting_registration(**values[kind])


def shown(client: Client, **query: str) -> list[str]:
    return [line.reference for line in client.get(reverse("agents:reminders"), query).context["lines"]]


@pytest.mark.django_db
def test_each_list_holds_what_is_due_and_nothing_else(client: Client) -> None:
    recent = timezone.now() - timedelta(minutes=5)
    make_waiting_registration(unanswered_at=recent, document_asked_at=recent)
    closed = {"state": RegistrationState.ACTIVATED, "closed_at": recent}
    old = timezone.now() - LONG_AGO
    make_waiting_registration(unanswered_at=old, document_asked_at=old, frozen_at=old, **closed)
    expected = {kind: due(kind).reference for kind in ("calls", "documents", "frozen")}
    sign_in_agent(client, make_agent())
    assert {kind: shown(client, show=kind) for kind in expected} == {kind: [ref] for kind, ref in expected.items()}
    assert shown(client) == [expected["calls"]]
    assert shown(client, show="enrolments") == [expected["calls"]]
    page = client.get(reverse("agents:reminders"), {"show": "documents"}).text
    assert "Appels à refaire (1)" in page
    assert "La résolution ou la procuration" in page
    assert "1\u00a0semaine" in page


@pytest.mark.django_db
def test_a_call_without_answer_is_due_until_somebody_answers() -> None:
    registration, agent = make_waiting_registration(), make_agent()
    called = {"caller": "Odile", "note": "", "by": agent.user}
    note_call(registration, outcome="no_answer", now=timezone.now() - LONG_AGO, **called)
    assert list(calls_to_make_again(now=timezone.now())) == [registration]
    again = {**called, "note": "Deuxième essai."}  # the same words within a minute are one click
    note_call(registration, outcome="no_answer", now=timezone.now(), **again)
    assert not calls_to_make_again(now=timezone.now()).exists()
    note_call(registration, outcome="reached", now=timezone.now(), **called)
    assert not calls_to_make_again(now=timezone.now() + LONG_AGO).exists()


@pytest.mark.django_db
def test_a_ministry_agent_sees_only_the_late_requests_of_their_ministry(client: Client) -> None:
    late = make_enrolment(make_rse(), submitted_at=timezone.now() - timedelta(days=2))
    make_enrolment(make_rse(), submitted_at=timezone.now() - timedelta(days=2))
    make_enrolment(make_rse(), late.service)
    due("calls")
    sign_in_agent(client, make_ministry_agent(late.service.ministry))
    assert shown(client) == [late.request.reference]
    assert shown(client, show="calls") == [late.request.reference]
    assert "Appels à refaire" not in client.get(reverse("agents:reminders")).text


@pytest.mark.django_db
@pytest.mark.parametrize("role", AgentRole.values)
def test_an_auditor_and_an_integrator_find_no_reminders(client: Client, role: str) -> None:
    sign_in_agent(client, make_agent(role))
    expected = 404 if role in {AgentRole.AUDITOR, AgentRole.INTEGRATOR} else 200
    assert client.get(reverse("agents:reminders")).status_code == expected


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("kind", ["calls", "documents", "frozen"])
def test_a_list_costs_the_same_for_one_row_and_thirty(
    client: Client, kind: str, rows: int, django_assert_num_queries: Any
) -> None:
    for _row in range(rows):
        due(kind)
    sign_in_agent(client, make_agent())
    with django_assert_num_queries(8):  # session, account, device, roles; three capped counts, rows
        page = client.get(reverse("agents:reminders"), {"show": kind}).text
    assert page.count("INS-2026-TEST-") == min(rows, 25)


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 30])
def test_a_supervisor_s_list_costs_the_same_for_one_row_and_thirty(
    client: Client, rows: int, django_assert_num_queries: Any
) -> None:
    for _row in range(rows):
        make_enrolment(make_rse(), submitted_at=timezone.now() - timedelta(days=2))
    sign_in_agent(client, make_agent(AgentRole.SUPERVISOR))
    with django_assert_num_queries(9):  # one list more to count
        page = client.get(reverse("agents:reminders"), {"show": "enrolments"}).text
    assert page.count("Ferme du Ruisseau inc.") == min(rows, 25)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "index"),
    [(calls_to_make_again, "registration_to_call"), (documents_awaited, "registration_documents")],
)
def test_a_list_is_read_by_its_own_index(rows: Any, index: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
    assert index in rows(now=timezone.now())[:25].explain()
