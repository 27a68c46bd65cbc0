"""The history of an enterprise: who gave what to whom, by whom, when; its own, in words, whatever its length."""

import csv
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import events as account_events
from accounts.actors import APPLICANT, SYSTEM
from accounts.services.journal import record
from accounts.states import Portal
from enterprises import events
from enterprises.models import Member
from enterprises.queries.history import HistoryRow, history_of, history_rows
from enterprises.rules.procurations import Days
from enterprises.services.assignments import assign_procuration, revoke_assignment
from enterprises.services.member_states import revoke_member, suspend_member
from enterprises.services.procurations import Scope, answer_procuration, create_procuration
from enterprises.states import EnrolmentState, MemberRole
from tests.factories.enrolments import make_enrolment, make_request, make_service
from tests.factories.enterprises import make_member, make_rse, make_user
from tests.factories.procurations import today
from tests.factories.waiting_registrations import make_waiting_registration

pytestmark = pytest.mark.django_db


@pytest.fixture
def rse() -> Member:
    return make_rse(user=make_user(user_code="RSEA1001"))


@pytest.fixture
def lea(rse: Member) -> Member:
    person = make_user(first_name="Léa", last_name="Côté", user_code="LEAA1001")
    return make_member(rse.enterprise, MemberRole.USER, user=person)


@pytest.fixture(autouse=True)
def signed_in(client: Client, rse: Member) -> None:
    client.force_login(rse.user)


def address(name: str) -> str:
    return reverse(f"enterprises:{name}")


def body(answer: Any) -> str:
    return unescape(answer.content.decode())


def rows_of(member: Member, *, kind: str = "") -> list[HistoryRow]:
    return history_rows(history_of(member.enterprise, kind=kind), enterprise=member.enterprise)


def told(member: Member, *, kind: str = "") -> list[tuple[str, str, str]]:
    """What was done, to what, by whom; the oldest first."""
    return [(row.code, row.about, row.by) for row in reversed(rows_of(member, kind=kind))]


def given(rse: Member, *, mandatary: Member | None = None) -> Any:
    service = make_service()
    make_enrolment(rse, service, state=EnrolmentState.ACTIVE)
    return create_procuration(
        name="Comptabilité",
        scopes=[Scope(service.slug)],
        days=Days(today(), today() + timedelta(days=30)),
        mandatary_neq=str(mandatary.enterprise.neq) if mandatary else "",
        by=rse,
        now=timezone.now(),
    )


def test_it_says_who_gave_what_to_whom_and_took_it_back(client: Client, rse: Member, lea: Member) -> None:
    now, procuration = timezone.now(), given(rse)
    days = Days(today(), today() + timedelta(days=30))
    done = assign_procuration(procuration.pk, member_ids=[lea.pk], days=days, by=rse, now=now)
    revoke_assignment(done.new[0].pk, by=rse, now=now)
    suspend_member(lea.pk, reason="absence", note="Ne sort pas d’ici", until=None, version=0, by=rse, now=now)

    by, paper = "Odile O’Neil (RSEA1001)", f"Comptabilité ({procuration.number})"
    assert told(rse) == [
        ("procuration.created", paper, by),
        ("assignment.created", f"Léa Côté (LEAA1001) – {paper}", by),
        ("assignment.revoked", f"Léa Côté (LEAA1001) – {paper}", by),
        ("member.suspended", "Léa Côté (LEAA1001)", by),
    ]
    page = body(client.get(address("history")))
    assert "Absence temporaire" in page
    # « departure » is a reason of the agents' lists too, with other words.
    revoke_member(lea.pk, reason="departure", note="", version=1, by=rse, now=now)
    assert rows_of(rse)[0].reason == "Départ de l’entreprise"
    assert "Ne sort pas d’ici" not in page


def test_each_of_two_enterprises_reads_its_own_and_no_name_of_the_other(rse: Member) -> None:
    other = make_rse(user=make_user(first_name="Luc", last_name="Roy", user_code="LUCA1001"))
    procuration = given(rse, mandatary=other)
    answer_procuration(procuration.pk, accept=True, version=0, by=other, now=timezone.now())

    paper = f"Comptabilité ({procuration.number})"
    assert told(rse)[-1] == ("procuration.accepted", paper, "L’autre entreprise")
    assert told(other) == [("procuration.accepted", paper, "Luc Roy (LUCA1001)")]


def test_an_agent_and_a_task_are_said_without_a_name_and_what_is_not_for_a_firm_stays_out(rse: Member) -> None:
    agent = make_user(Portal.AGENTS, user_code="AGENT7")
    firm = rse.enterprise
    record(account_events.FILE_VIEWED, by=agent, subject=firm, on_behalf_of=firm.pk)
    record(events.MEMBER_REACTIVATED, by=SYSTEM, subject=rse, on_behalf_of=firm.pk)
    record(events.SECRET_MATCHED, by=agent, subject=firm, on_behalf_of=firm.pk)
    assert told(rse) == [
        ("agent.file_viewed", "", "Un agent du gouvernement"),
        ("member.reactivated", "Odile O’Neil (RSEA1001)", "clicSÉQUR"),
    ]


def test_what_an_applicant_did_is_said_with_its_reference(rse: Member) -> None:
    registration = make_waiting_registration()
    record(events.REGISTRATION_SUBMITTED, by=APPLICANT, subject=registration, on_behalf_of=rse.enterprise_id)
    request = make_request(rse)
    record(events.ENROLMENT_STARTED, by=rse.user, subject=request, on_behalf_of=rse.enterprise_id)
    assert told(rse) == [
        ("registration.submitted", registration.reference, "Personne qui a inscrit l’entreprise"),
        ("enrolment.started", request.reference, "Odile O’Neil (RSEA1001)"),
    ]


def test_one_kind_is_shown_alone_and_an_unknown_kind_is_everything(client: Client, rse: Member, lea: Member) -> None:
    given(rse)
    record(events.MEMBER_CHANGED, by=rse.user, subject=lea, on_behalf_of=rse.enterprise_id)
    assert [row[0] for row in told(rse, kind="personnes")] == ["member.changed"]
    assert [row[0] for row in told(rse, kind="procurations")] == ["procuration.created"]
    assert told(rse, kind="services") == []
    assert len(told(rse, kind="zzz")) == 2
    assert "Rien ne correspond." in body(client.get(address("history"), {"genre": "services"}))


def test_the_export_gives_all_of_it_and_starts_no_formula(client: Client, rse: Member) -> None:
    eve = make_user(first_name="=Ève", last_name="Roy", user_code="EVEA1001")
    person = make_member(rse.enterprise, MemberRole.USER, user=eve)
    for _fact in range(30):
        record(events.MEMBER_CHANGED, by=rse.user, subject=person, on_behalf_of=rse.enterprise_id)
    record(events.MEMBER_CHANGED, by=rse.user, subject=person, on_behalf_of=make_rse().enterprise_id)
    answer = client.get(address("history-export"), {"genre": "personnes"})
    lines = list(csv.reader(b"".join(answer).decode("utf-8-sig").splitlines()))  # type: ignore[arg-type]
    assert lines[0] == ["date", "code", "action", "par", "objet", "jusqu_au", "motif"]
    assert len(lines) == 31
    assert {line[4] for line in lines[1:]} == {"'=Ève Roy (EVEA1001)"}


def test_one_fact_and_thirty_cost_the_same(
    client: Client, rse: Member, lea: Member, django_assert_num_queries: Any
) -> None:
    record(events.MEMBER_CHANGED, by=rse.user, subject=lea, on_behalf_of=rse.enterprise_id)
    client.get(address("history"))
    with django_assert_num_queries(7):
        client.get(address("history"))
    for _fact in range(29):
        someone = make_member(rse.enterprise, MemberRole.USER)
        record(events.MEMBER_CHANGED, by=rse.user, subject=someone, on_behalf_of=rse.enterprise_id)
    with django_assert_num_queries(7):
        client.get(address("history"))


def test_only_who_is_in_charge_reads_it(client: Client, lea: Member) -> None:
    client.force_login(lea.user)
    assert client.get(address("history")).status_code == 403
    assert client.get(address("history-export")).status_code == 403
    assert client.get(address("assignment-export")).status_code == 403


def test_the_assignments_are_exported_with_their_state_of_today(client: Client, rse: Member, lea: Member) -> None:
    procuration = given(rse)
    days = Days(today(), today() + timedelta(days=30))
    assign_procuration(procuration.pk, member_ids=[lea.pk], days=days, by=rse, now=timezone.now())
    answer = client.get(address("assignment-export"))
    lines = list(csv.reader(b"".join(answer).decode("utf-8-sig").splitlines()))  # type: ignore[arg-type]
    first, last = today().isoformat(), (today() + timedelta(days=30)).isoformat()
    firm, by = rse.enterprise.name, rse.user.full_name
    assert lines[1:] == [
        [procuration.number, "Comptabilité", firm, "LEAA1001", "Léa Côté", first, last, "in_force", by]
    ]
