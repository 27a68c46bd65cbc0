"""The agents' pages of a registration: who opens them, what they show, what a stale page may not do."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.agents import Agent
from accounts.models import JournalEntry
from accounts.states import AgentRole
from enterprises.models import ActivationCheck, CallNote, Registration
from enterprises.register import RegisterUnavailable
from enterprises.services.agent_files import take_registration
from enterprises.states import RegistrationState
from tests.factories.agents import make_agent, sign_in_agent
from tests.factories.enterprises import make_rse
from tests.factories.secrets import ACCESS_CODE, QST_AMOUNTS
from tests.factories.waiting_registrations import make_waiting_registration

pytestmark = pytest.mark.django_db

DESK_PAGES = [
    "registration",
    "registration-call",
    "registration-checks",
    "registration-activate",
    "registration-refuse",
]
SUPERVISOR_PAGES = ["registration-unfreeze", "registration-assign"]


@pytest.fixture
def agent(client: Client) -> Agent:
    signed_in = make_agent()
    sign_in_agent(client, signed_in)
    return signed_in


def address(name: str, registration: Registration, *more: str) -> str:
    return reverse(f"agents:{name}", args=[registration.pk, *more])


def say(client: Client, registration: Registration, kind: str, **words: str) -> Any:
    registration.refresh_from_db()
    data = {"version": registration.version, **words}
    return client.post(address("registration-check", registration, kind), data, follow=True)


@pytest.mark.parametrize("role", AgentRole.values)
@pytest.mark.parametrize("page", DESK_PAGES + SUPERVISOR_PAGES)
def test_each_role_opens_its_own_pages_only(client: Client, role: str, page: str) -> None:
    sign_in_agent(client, make_agent(role))
    allowed = {"supervisor"} if page in SUPERVISOR_PAGES else {"agent", "supervisor"}
    expected = 200 if role in allowed else 404
    assert client.get(address(page, make_waiting_registration())).status_code == expected


@pytest.mark.parametrize("role", AgentRole.values)
@pytest.mark.parametrize(("page", "allowed"), [("queue", {"agent", "supervisor"}), ("supervisor", {"supervisor"})])
def test_each_role_opens_its_own_lists_only(client: Client, role: str, page: str, allowed: set[str]) -> None:
    sign_in_agent(client, make_agent(role))
    assert client.get(reverse(f"agents:{page}")).status_code == (200 if role in allowed else 404)


def test_a_signed_in_enterprise_finds_nothing_here(client: Client) -> None:
    client.force_login(make_rse().user)
    assert client.get(reverse("agents:queue")).status_code == 404
    assert client.get(address("registration", make_waiting_registration())).status_code == 404


def test_a_visitor_changes_nothing(client: Client) -> None:
    registration = make_waiting_registration()
    response = client.post(address("registration-take", registration))
    assert response["Location"] == reverse("agents:sign-in")
    registration.refresh_from_db()
    assert registration.assigned_to_id is None


def test_a_draft_is_nobodys_business(client: Client, agent: Agent) -> None:
    registration = make_waiting_registration(state=RegistrationState.DRAFT)
    assert client.get(address("registration", registration)).status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_the_queue_costs_the_same_for_one_row_and_thirty(
    client: Client, agent: Agent, rows: int, django_assert_num_queries: Any
) -> None:
    for _row in range(rows):
        make_waiting_registration()
    with django_assert_num_queries(6):  # session, account, device, roles, capped count, rows
        page = client.get(reverse("agents:queue")).content.decode()
    assert page.count("INS-2026-TEST-") == min(rows, 25) * 2  # link, hidden words of the button


def test_the_filters_of_the_queue_show_what_they_say(client: Client, agent: Agent, settings: LazySettings) -> None:
    settings.ACTIVATION_OVERDUE_DAYS = 5
    mine, free = make_waiting_registration(), make_waiting_registration(days=2)
    frozen, late = make_waiting_registration(frozen_at=timezone.now()), make_waiting_registration(days=6)
    for registration in (mine, frozen):
        take_registration(registration, by=(agent if registration == mine else make_agent()).user, now=timezone.now())

    def shown(**query: str) -> list[str]:
        return [row.reference for row in client.get(reverse("agents:queue"), query).context["page"]]

    assert shown() == [late.reference, free.reference, mine.reference, frozen.reference]
    assert shown(order="newest") == [frozen.reference, mine.reference, free.reference, late.reference]
    assert shown(show="mine") == [mine.reference]
    assert shown(show="free") == [late.reference, free.reference]
    assert shown(show="frozen") == [frozen.reference]
    assert shown(show="overdue") == [late.reference]
    assert shown(show="nonsense", page="99") == shown()


def test_each_view_of_a_file_is_in_the_journal(client: Client, agent: Agent, django_assert_num_queries: Any) -> None:
    registration = make_waiting_registration()
    # Session, account, device, roles, file, journal; the register twice, its file; calls; the register again, checks.
    with django_assert_num_queries(11):
        client.get(address("registration", registration))
    client.get(address("registration", registration))
    entries = JournalEntry.objects.filter(action="agent.file_viewed", subject_id=str(registration.pk))
    assert [entry.actor_id for entry in entries] == [str(agent.user.pk)] * 2


def test_an_agent_activates_with_two_kinds_in_the_browser(client: Client, agent: Agent) -> None:
    registration = make_waiting_registration()
    client.post(address("registration-take", registration))
    assert (
        "Concorde."
        in say(client, registration, "access_code", said=f" {ACCESS_CODE[:3]} {ACCESS_CODE[3:]}").content.decode()
    )
    first, second = QST_AMOUNTS
    swapped = say(client, registration, "qst_payments", first=f"{second} $", second=first.replace(" ", ""))
    assert "Continuer vers l’activation" in swapped.content.decode()
    registration.refresh_from_db()
    data = {"version": registration.version, "told": "phone"}
    response = client.post(address("registration-activate", registration), data, follow=True)
    assert f"L’inscription {registration.reference} est activée." in response.content.decode()
    registration.refresh_from_db()
    assert registration.state == RegistrationState.ACTIVATED
    page = client.get(address("registration", registration)).content.decode()
    assert "Prendre en charge" not in page
    assert "Refuser" not in page


def test_three_wrong_answers_freeze_and_the_page_says_so(client: Client, agent: Agent) -> None:
    registration = make_waiting_registration()
    for _turn in range(3):
        page = say(client, registration, "access_code", said="111111").content.decode()
        assert "Ne concorde pas." in page
        assert "111111" not in page
    assert "Cette demande est gelée" in page
    assert "Cette demande est gelée" in say(client, registration, "access_code", said=ACCESS_CODE).content.decode()
    assert ActivationCheck.objects.filter(matched=True).count() == 0


@pytest.mark.parametrize("said", ["", "73091", "73O914"])
def test_a_misread_code_is_no_try_and_is_not_shown_again(client: Client, agent: Agent, said: str) -> None:
    registration = make_waiting_registration()
    page = say(client, registration, "access_code", said=said)
    assert page.status_code == 200
    assert "<title>Erreur" in page.content.decode()
    assert not said or f'value="{said}"' not in page.content.decode()
    assert ActivationCheck.objects.count() == 0


def test_a_page_older_than_the_file_changes_nothing(client: Client, agent: Agent) -> None:
    registration = make_waiting_registration()
    seen = registration.version
    take_registration(registration, by=agent.user, now=timezone.now())
    for name, data in {
        "registration-check": {"said": ACCESS_CODE},
        "registration-refuse": {"reason": "other", "text": "…"},
    }.items():
        more = ["access_code"] if name == "registration-check" else []
        page = client.post(address(name, registration, *more), {"version": seen, **data}, follow=True)
        assert "Ce dossier a changé" in page.content.decode()
    assert ActivationCheck.objects.count() == 0
    registration.refresh_from_db()
    assert registration.state == RegistrationState.SUBMITTED


def test_the_second_agent_is_told_that_the_file_is_taken(client: Client, agent: Agent) -> None:
    registration, other = make_waiting_registration(), make_agent()
    take_registration(registration, by=other.user, now=timezone.now())
    page = client.post(address("registration-take", registration), follow=True).content.decode()
    assert "Un autre agent a pris cette demande en charge" in page
    registration.refresh_from_db()
    assert registration.assigned_to_id == other.user.pk


def test_a_call_is_noted_in_the_file(client: Client, agent: Agent) -> None:
    registration = make_waiting_registration()
    data = {"caller": "Odile O’Neil", "outcome": "reached", "note": "Rappellera."}
    page = client.post(address("registration-call", registration), data, follow=True).content.decode()
    assert "Rappellera." in page
    assert CallNote.objects.get().agent_id == agent.user.pk
    assert JournalEntry.objects.get(action="registration.call_noted").details == {"outcome": "reached"}


def test_a_supervisor_unfreezes_and_attributes(client: Client) -> None:
    registration, other = make_waiting_registration(frozen_at=timezone.now()), make_agent()
    sign_in_agent(client, make_agent(AgentRole.SUPERVISOR))
    client.post(address("registration-unfreeze", registration), {"version": 0, "reason": "other_proof"})
    registration.refresh_from_db()
    assert registration.frozen_at is None
    data = {"version": registration.version, "agent": str(other.user.pk)}
    client.post(address("registration-assign", registration), data)
    registration.refresh_from_db()
    assert registration.assigned_to_id == other.user.pk


def test_a_file_is_not_attributed_to_somebody_who_is_no_agent(client: Client) -> None:
    registration = make_waiting_registration()
    sign_in_agent(client, make_agent(AgentRole.SUPERVISOR))
    data = {"version": 0, "agent": str(make_agent(AgentRole.AUDITOR).user.pk)}
    assert client.post(address("registration-assign", registration), data).status_code == 200
    registration.refresh_from_db()
    assert registration.assigned_to_id is None


def test_with_two_agents_the_first_approves_and_the_second_activates(client: Client, settings: LazySettings) -> None:
    settings.ACTIVATION_NEEDS_SECOND_AGENT = True
    registration, first, second = make_waiting_registration(), make_agent(), make_agent()
    sign_in_agent(client, first)
    say(client, registration, "access_code", said=ACCESS_CODE)
    say(client, registration, "qst_payments", first=QST_AMOUNTS[0], second=QST_AMOUNTS[1])
    registration.refresh_from_db()
    assert "Vous approuvez." in client.get(address("registration-activate", registration)).content.decode()
    client.post(address("registration-approve", registration), {"version": registration.version})
    registration.refresh_from_db()
    assert registration.approved_by_id == first.user.pk
    data = {"version": registration.version, "told": "phone"}
    own = client.post(address("registration-activate", registration), data, follow=True).content.decode()
    assert "Vous avez approuvé cette activation." in own
    sign_in_agent(client, second)
    client.post(address("registration-activate", registration), data)
    registration.refresh_from_db()
    assert (registration.state, registration.activated_by_id) == (RegistrationState.ACTIVATED, second.user.pk)


def test_a_register_that_does_not_answer_is_said_and_costs_no_try(
    client: Client, agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    registration = make_waiting_registration()

    def silent(*_arguments: object, **_numbers: object) -> object:
        raise RegisterUnavailable

    monkeypatch.setattr("enterprises.register.DatabaseRegister.find", silent)
    for name in ("registration", "registration-checks", "registration-activate"):
        page = client.get(address(name, registration))
        assert page.status_code == 200
        assert "Continuer vers" not in page.content.decode()
    assert "ne répond pas" in say(client, registration, "access_code", said=ACCESS_CODE).content.decode()
    assert ActivationCheck.objects.count() == 0


@pytest.mark.parametrize("rows", [1, 30])
def test_the_delays_cost_the_same_for_one_row_and_thirty(
    client: Client, rows: int, django_assert_num_queries: Any
) -> None:
    sign_in_agent(client, make_agent(AgentRole.SUPERVISOR))
    for row in range(rows):
        closed = {"state": RegistrationState.ACTIVATED, "closed_at": timezone.now()} if row % 2 else {}
        make_waiting_registration(days=6, **closed)
    # Session, account, device, roles; the last decisions, the oldest request, three bounded counts.
    with django_assert_num_queries(9):
        page = client.get(reverse("agents:supervisor")).content.decode()
    assert "6\u00a0jours" in page
