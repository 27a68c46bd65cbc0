"""An agent beside a caller: one person's file and the ten actions; and everything of a firm stopped at once (A-10)."""

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.agents import Agent
from accounts.models import JournalEntry, OutboxMessage
from accounts.states import AgentRole
from clicsequr.kernel.errors import NotAllowed
from clicsequr.kernel.states import IllegalMove
from enterprises.admin.member_walk import walk
from enterprises.models import Enterprise, Member
from enterprises.queries.agent_search import find_enterprise
from enterprises.queries.rights import effective_right
from enterprises.rules.access import Reason
from enterprises.rules.members import REFUSALS, MemberRefusal
from enterprises.services.enterprise_states import reactivate_enterprise, suspend_enterprise
from enterprises.states import EnrolmentState, EnterpriseState, MemberRole
from tests.factories.agents import make_agent, sign_in_agent
from tests.factories.authorizations import make_authorization
from tests.factories.enrolments import deliver_outbox, make_enrolment, make_service
from tests.factories.enterprises import make_enterprise, make_member, make_rse, make_user
from tests.factories.procurations import assign, make_procuration

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(client: Client) -> Agent:
    signed_in = make_agent()
    sign_in_agent(client, signed_in)
    return signed_in


@pytest.fixture
def rse() -> Member:
    return make_rse(user=make_user(first_name="Odile", last_name="Roy"))


@pytest.fixture
def lea(rse: Member) -> Member:
    person = make_user(first_name="Léa", last_name="Côté")
    return make_member(rse.enterprise, MemberRole.USER, user=person, state_note="Entre nous")


def open_file(client: Client, enterprise: Enterprise) -> None:
    client.post(reverse("agents:search"), {"typed": enterprise.neq, "reason": "call"})


def page_of(member: Member) -> str:
    return reverse("agents:enterprise-member", args=[member.enterprise_id, member.pk])


def body(answer: Any) -> str:
    return unescape(answer.content.decode())


def refused(member: Member, *, caller: Member | None) -> list[str]:
    """The place in the menu and the sentence of what the caller may not do."""
    return [f"{number} {row.why_not}" for number, row in enumerate(walk(member, caller=caller), 1) if row.why_not]


def test_the_ten_actions_are_told_as_the_rules_have_them(rse: Member, lea: Member) -> None:
    assert refused(lea, caller=rse) == [f"6 {REFUSALS[MemberRefusal.NOT_SUSPENDED]}"]
    oneself = REFUSALS[MemberRefusal.ONESELF]
    assert refused(rse, caller=rse) == [f"{number} {oneself}" for number in (3, 5, 6, 7, 8)]
    other = make_rse(rse.enterprise)
    fellow = REFUSALS[MemberRefusal.FELLOW_RSE]
    assert refused(other, caller=rse) == [
        f"3 {fellow}", f"6 {REFUSALS[MemberRefusal.NOT_SUSPENDED]}", f"7 {fellow}", f"8 {fellow}"
    ]  # fmt: skip


def test_nothing_is_allowed_where_nobody_is_in_charge_or_the_firm_is_stopped(rse: Member, lea: Member) -> None:
    assert len(refused(lea, caller=None)) == 10
    suspend_enterprise(rse.enterprise_id, reason="firm_dispute", by=make_agent().user)
    assert {sentence.split(" ", 1)[1] for sentence in refused(lea, caller=rse)} == {
        "L’entreprise est suspendue ou inactive."
    }


def test_the_page_shows_the_person_and_leaves_a_trace_with_the_reason(
    client: Client, agent: Agent, rse: Member, lea: Member
) -> None:
    procuration = make_procuration(rse, make_service(), name="Comptabilité")
    assign(procuration, lea)
    open_file(client, rse.enterprise)
    page = body(client.get(page_of(lea)))
    for said in ("Léa Côté", procuration.number, "En vigueur", "Seul un dossier suspendu peut être réactivé."):
        assert said in page
    assert "Entre nous" not in page
    seen = JournalEntry.objects.get(action="agent.file_viewed", subject_id=str(lea.pk))
    assert (seen.reason, seen.on_behalf_of) == ("call", str(rse.enterprise_id))
    # Who calls is chosen: the same page for the RSE who asks about their own file.
    assert "votre propre dossier" in body(client.get(page_of(rse), {"appelant": str(rse.pk)}))


def test_no_file_opens_without_a_search_nor_from_another_enterprise(client: Client, agent: Agent, rse: Member) -> None:
    assert client.get(page_of(rse))["Location"] == reverse("agents:search")
    stranger = make_rse()
    open_file(client, rse.enterprise)
    wrong = reverse("agents:enterprise-member", args=[rse.enterprise_id, stranger.pk])
    assert client.get(wrong).status_code == 404


@pytest.mark.parametrize("role", AgentRole.values)
def test_only_the_desk_helps_and_stops(client: Client, rse: Member, role: str) -> None:
    sign_in_agent(client, make_agent(role))
    open_file(client, rse.enterprise)
    expected = 200 if role in {"agent", "supervisor"} else 404
    assert client.get(page_of(rse)).status_code == expected
    assert client.get(reverse("agents:enterprise-state", args=[rse.enterprise_id])).status_code == expected
    if expected == 404:
        with pytest.raises(NotAllowed):
            suspend_enterprise(rse.enterprise_id, reason="firm_dispute", by=make_agent(role).user)


def test_the_desk_sees_the_services_where_the_person_is_now_in_the_name_of_this_firm_only(
    client: Client, agent: Agent, rse: Member, lea: Member
) -> None:
    here = make_authorization(user=lea.user, acting_for={"enterprise": str(rse.enterprise_id)})
    make_authorization(user=lea.user, acting_for={"enterprise": str(make_enterprise().pk)})
    open_file(client, rse.enterprise)
    assert list(client.get(page_of(lea)).context["accesses"]) == [here]


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_costs_the_same_with_one_procuration_and_thirty(
    client: Client, agent: Agent, rse: Member, lea: Member, rows: int, django_assert_num_queries: Any
) -> None:
    service = make_service()
    for _row in range(rows):
        assign(make_procuration(rse, service), lea)
        make_rse(rse.enterprise)
        make_authorization(user=lea.user, acting_for={"enterprise": str(rse.enterprise_id)})
    open_file(client, rse.enterprise)
    client.get(page_of(lea))
    with django_assert_num_queries(12):
        client.get(page_of(lea))


def test_a_file_is_found_by_the_number_of_a_procuration(rse: Member) -> None:
    procuration = make_procuration(rse)
    found = find_enterprise(procuration.number.lower())
    assert found is not None
    assert found.pk == rse.enterprise_id


def test_everything_of_a_suspended_firm_stops_at_the_next_click(client: Client, agent: Agent, rse: Member) -> None:
    service, now = make_service(), timezone.now()
    make_enrolment(rse, service, state=EnrolmentState.ACTIVE)
    clerk = make_rse(make_enterprise())
    make_procuration(rse, service, mandatary=clerk.enterprise)
    rights = [(rse, rse.enterprise), (clerk, rse.enterprise)]
    assert [effective_right(member, service, grantor=firm, now=now).allowed for member, firm in rights] == [True, True]

    state = reverse("agents:enterprise-state", args=[rse.enterprise_id])
    open_file(client, rse.enterprise)
    assert "Choisissez un motif" in body(client.post(state, {"state": "active"}))
    said = body(client.post(state, {"state": "active", "reason": "firm_dispute"}, follow=True))
    assert "L’entreprise est suspendue." in said
    rights = [(Member.objects.get(pk=member.pk), Enterprise.objects.get(pk=firm.pk)) for member, firm in rights]
    reasons = [effective_right(member, service, grantor=firm, now=now).reason for member, firm in rights]
    assert reasons == [Reason.ENTERPRISE_INACTIVE] * 2
    fact = JournalEntry.objects.get(action="enterprise.state_changed")
    assert (fact.reason, fact.details) == ("firm_dispute", {"before": "active", "after": "suspended"})
    assert OutboxMessage.objects.filter(handler__endswith="enterprise_state_changed").count() == 1

    own = Client()
    own.force_login(rse.user)
    assert own.get(reverse("enterprises:members"))["Location"] == reverse("enterprises:registration-status")

    # A page that still offers to suspend is told, and the way back is as short.
    late = body(client.post(state, {"state": "active", "reason": "firm_dispute"}, follow=True))
    assert "ne permet plus cette action" in late
    client.post(state, {"state": "suspended", "reason": "firm_settled"})
    assert Enterprise.objects.get(pk=rse.enterprise_id).state == EnterpriseState.ACTIVE


@pytest.mark.parametrize("state", [EnterpriseState.PENDING, EnterpriseState.INACTIVE])
def test_a_firm_that_waits_or_is_struck_off_is_not_for_this_act(client: Client, agent: Agent, state: str) -> None:
    firm = make_enterprise(state=state)
    open_file(client, firm)
    assert client.get(reverse("agents:enterprise-state", args=[firm.pk])).status_code == 404
    with pytest.raises((IllegalMove, NotAllowed)):
        suspend_enterprise(firm.pk, reason="firm_dispute", by=agent.user)
    with pytest.raises((IllegalMove, NotAllowed)):
        reactivate_enterprise(firm.pk, reason="firm_safe", by=agent.user)
    firm.refresh_from_db()
    assert firm.state == state
    assert OutboxMessage.objects.count() == 0


def test_the_mail_says_why_in_the_reader_s_language(agent: Agent, rse: Member, mailoutbox: list[Any]) -> None:
    suspend_enterprise(rse.enterprise_id, reason="firm_dispute", by=agent.user)
    deliver_outbox()
    (sent,) = mailoutbox
    assert (sent.to, rse.enterprise.name in sent.subject) == ([rse.user.email], True)
    assert "Le droit de représenter l’entreprise est contesté." in sent.body
