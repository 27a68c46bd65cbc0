"""Two persons for what is live: one proposes, another publishes."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import SYSTEM
from accounts.agents import Agent
from accounts.models import JournalEntry, OutboxMessage
from accounts.states import AgentRole
from clicsequr.kernel.errors import AlreadyDone, NotFound, StaleState
from clicsequr.kernel.states import IllegalMove
from ministry_services.digests import is_secret_of
from ministry_services.models import CatalogueChange, MinistryAgent, OnlineService, RelyingParty
from ministry_services.rules.suspensions import SuspensionReason
from ministry_services.services.catalogue import load_catalogue
from ministry_services.services.catalogue_changes import (
    AlreadyProposed,
    LiveChanged,
    NothingChanges,
    OwnProposal,
    propose_change,
    publish_change,
    refuse_change,
    withdraw_change,
)
from ministry_services.services.relying_parties import terms_of
from ministry_services.services.relying_party_secrets import (
    NoSecret,
    retire_former_secret,
    rotate_secret,
    secret_mark,
)
from ministry_services.services.relying_party_states import suspend_relying_party
from ministry_services.services.relying_party_terms import change_terms, live_values
from ministry_services.states import ChangeKind, ChangeState, RelyingPartyState, ServiceState
from tests.factories.agents import make_agent
from tests.factories.authorizations import make_authorization
from tests.factories.enrolments import make_service
from tests.factories.relying_parties import make_relying_party, make_signing_relying_party

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)


def integrator(ministry: Any, *roles: str, **changes: Any) -> Agent:
    agent = make_agent(*(roles or (AgentRole.INTEGRATOR,)), **changes)
    MinistryAgent.objects.create(ministry=ministry, user=agent.user)
    return agent


def proposed(party: RelyingParty, by: Agent, **changes: Any) -> CatalogueChange:
    after = {**live_values(party), **changes}
    return propose_change(
        party.ministry,
        kind=ChangeKind.RELYING_PARTY,
        subject=party.client_id,
        name=party.name,
        after=after,
        by=by,
        now=NOW,
    )


def fresh(party: RelyingParty) -> dict[str, Any]:
    return live_values(RelyingParty.objects.get(pk=party.pk))


def test_what_is_proposed_changes_nothing_until_a_second_person_publishes_it() -> None:
    party = make_relying_party()
    before = fresh(party)
    first, second = integrator(party.ministry), integrator(party.ministry)
    change = proposed(party, first, redirect_uris=["https://rp.example/autre"])
    assert fresh(party) == before
    publish_change(change.pk, by=second, now=NOW)
    assert fresh(party) == {**before, "redirect_uris": ["https://rp.example/autre"]}
    change.refresh_from_db()
    assert (change.state, change.proposed_by, change.decided_by) == (ChangeState.PUBLISHED, first.user, second.user)
    assert list(JournalEntry.objects.order_by("id").values_list("action", flat=True))[-3:] == [
        "change.proposed",
        "relying_party.changed",
        "change.published",
    ]
    assert "rp.example" not in str(JournalEntry.objects.values("details", "reason"))


def test_nobody_publishes_or_refuses_their_own_proposal_in_another_role_either() -> None:
    party = make_relying_party()
    both = integrator(party.ministry, AgentRole.INTEGRATOR, AgentRole.SUPERVISOR)
    change = proposed(party, both, name="Autre")
    before = fresh(party)
    for act in (publish_change, lambda pk, **named: refuse_change(pk, reason="non", **named)):
        with pytest.raises(OwnProposal):
            act(change.pk, by=both, now=NOW)
    assert fresh(party) == before
    change.state, change.decided_by = ChangeState.PUBLISHED, both.user
    with pytest.raises(IntegrityError), transaction.atomic():
        change.save()


def test_a_second_publish_and_a_stranger_change_nothing() -> None:
    party = make_relying_party()
    first, second = integrator(party.ministry), make_agent(AgentRole.SUPERVISOR)
    stranger = integrator(make_service().ministry)
    change = proposed(party, first, name="Autre")
    for agent in (stranger, make_agent(AgentRole.MINISTRY), make_agent(AgentRole.INTEGRATOR)):
        with pytest.raises(NotFound):
            publish_change(change.pk, by=agent, now=NOW)
        with pytest.raises(NotFound):
            proposed(party, agent, name="Mien")
    publish_change(change.pk, by=second, now=NOW)
    for act in (publish_change, lambda pk, **named: refuse_change(pk, reason="non", **named)):
        with pytest.raises(IllegalMove):
            act(change.pk, by=second, now=NOW)
    assert JournalEntry.objects.filter(action="change.published").count() == 1


def test_a_proposal_is_stale_once_what_is_live_has_changed() -> None:
    party = make_relying_party()
    first, second = integrator(party.ministry), integrator(party.ministry)
    change = proposed(party, first, name="Autre")
    suspend_relying_party(party.pk, reason=SuspensionReason.FAULT, by=second)
    before = fresh(party)
    with pytest.raises(LiveChanged):
        publish_change(change.pk, by=second, now=NOW)
    assert fresh(party) == before
    assert CatalogueChange.objects.get().state == ChangeState.PROPOSED


def test_one_proposal_waits_about_a_subject_and_one_that_changes_nothing_is_refused() -> None:
    party = make_relying_party()
    agent = integrator(party.ministry)
    with pytest.raises(NothingChanges):
        proposed(party, agent)
    change = proposed(party, agent, name="Autre")
    with pytest.raises(AlreadyProposed):
        proposed(party, agent, name="Une autre")
    withdraw_change(change.pk, by=agent, now=NOW)
    assert proposed(party, agent, name="Une autre").state == ChangeState.PROPOSED


def test_a_suspension_takes_one_person_and_ends_everything_a_reopening_takes_two() -> None:
    party = make_relying_party()
    given = make_authorization(party)
    agent, second = integrator(party.ministry), integrator(party.ministry)
    suspend_relying_party(party.pk, reason=SuspensionReason.SECRET_KNOWN, by=agent)
    given.refresh_from_db()
    assert given.ended_at is not None
    assert JournalEntry.objects.get(action="relying_party.suspended").details == {"ended": 1}
    party.refresh_from_db()
    change = proposed(party, agent, state=RelyingPartyState.PUBLISHED)
    with pytest.raises(OwnProposal):
        publish_change(change.pk, by=agent, now=NOW)
    publish_change(change.pk, by=second, now=NOW)
    assert fresh(party)["state"] == RelyingPartyState.PUBLISHED


def test_taking_a_service_from_an_application_ends_what_it_holds() -> None:
    service = make_service()
    other = make_service(service.ministry)
    party = make_relying_party(service, other)
    given = make_authorization(party)
    change = proposed(party, integrator(party.ministry), services=[other.slug])
    publish_change(change.pk, by=integrator(party.ministry), now=NOW)
    given.refresh_from_db()
    assert given.ended_at is not None


def test_a_new_secret_is_given_once_and_the_former_one_serves_a_while() -> None:
    party = make_relying_party()
    agent = integrator(party.ministry, email="integrateur@ministere.example")
    mark = secret_mark(party)
    drawn = rotate_secret(party.pk, mark=mark, by=agent, now=NOW)
    row = RelyingParty.objects.get()
    assert is_secret_of(row.client_secret, drawn)
    assert is_secret_of(row.former_secret, party.secret)
    assert row.former_secret_until == datetime(2026, 11, 30, 15, tzinfo=UTC)
    with pytest.raises(StaleState):
        rotate_secret(party.pk, mark=mark, by=agent, now=NOW)
    owed = OutboxMessage.objects.get()
    assert owed.arguments == {"relying_party_id": party.pk, "agent_id": str(agent.user.pk)}
    assert drawn not in str(JournalEntry.objects.values())
    retire_former_secret(party.pk, by=agent)
    assert RelyingParty.objects.get().former_secret == ""
    with pytest.raises(AlreadyDone):
        retire_former_secret(party.pk, by=agent)


def test_an_application_that_signs_and_one_of_another_ministry_get_no_secret() -> None:
    party = make_signing_relying_party()
    with pytest.raises(NoSecret):
        rotate_secret(party.pk, mark=secret_mark(party), by=integrator(party.ministry), now=NOW)
    other = make_relying_party()
    with pytest.raises(RelyingParty.DoesNotExist):
        rotate_secret(other.pk, mark=secret_mark(other), by=integrator(party.ministry), now=NOW)


def test_a_service_a_question_and_a_task_are_created_and_changed_by_two() -> None:
    service = make_service()
    first, second = integrator(service.ministry), integrator(service.ministry)
    wanted = [
        (ChangeKind.SERVICE, service.slug, {"state": "closed", "closed_until": "2026-12-24", "name_fr": "Bilan"}),
        (ChangeKind.SERVICE, "nouveau", {"portal": "C", "name_fr": "Nouveau", "name_en": "New"}),
        (ChangeKind.QUESTION, f"{service.slug}/lieu", {"kind": "text", "label_fr": "Lieu", "label_en": "Place"}),
        (ChangeKind.TASK, f"{service.slug}/lire", {"name_fr": "Lire", "name_en": "Read"}),
    ]
    for kind, subject, after in wanted:
        change = propose_change(service.ministry, kind=kind, subject=subject, name="x", after=after, by=first, now=NOW)
        publish_change(change.pk, by=second, now=NOW)
    service.refresh_from_db()
    assert (service.state, str(service.closed_until), service.name_fr) == (ServiceState.CLOSED, "2026-12-24", "Bilan")
    assert OnlineService.objects.get(slug="nouveau").name_en == "New"
    assert service.questions.get().label_en == "Place"
    assert service.tasks.get().name_en == "Read"


def test_the_file_of_the_catalogue_leaves_alone_what_the_desk_has_published() -> None:
    service = make_service()
    text = f"""
[[ministry]]
code = "{service.ministry.code}"
list_label_fr = "Eau"
list_label_en = "Water"
name_fr = "Eau"
name_en = "Water"
[[ministry.service]]
slug = "{service.slug}"
portal = "E"
name_fr = "Du fichier"
name_en = "Of the file"
"""
    change = propose_change(
        service.ministry,
        kind=ChangeKind.SERVICE,
        subject=service.slug,
        name="x",
        after={"name_fr": "Du poste"},
        by=integrator(service.ministry),
        now=NOW,
    )
    publish_change(change.pk, by=integrator(service.ministry), now=NOW)
    load_catalogue(text, by=SYSTEM)
    load_catalogue(text.partition("[[ministry.service]]")[0], by=SYSTEM)
    service.refresh_from_db()
    assert (service.name_fr, service.state) == ("Du poste", ServiceState.OPEN)


def test_an_operator_changes_the_addresses_alone() -> None:
    party = make_relying_party()
    terms = terms_of(party)
    changed = change_terms(
        party, terms=type(terms)(**{**vars(terms), "redirect_uris": ("https://a.example/b",)}), by=SYSTEM
    )
    assert changed.redirect_uris == "https://a.example/b"
