"""Several hands at once: one proposal, one publication, one new secret."""

from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.agents import Agent
from accounts.models import JournalEntry, OutboxMessage, User
from accounts.services.outbox import deliver
from accounts.states import AgentRole
from clicsequr.kernel.errors import DomainError
from ministry_services.digests import is_secret_of
from ministry_services.models import CatalogueChange, MinistryAgent, RelyingParty
from ministry_services.services.catalogue_changes import propose_change, publish_change, refuse_change
from ministry_services.services.relying_party_secrets import rotate_secret, secret_mark
from ministry_services.services.relying_party_terms import live_values
from ministry_services.states import ChangeKind, ChangeState
from tests.factories.agents import make_agent
from tests.factories.relying_parties import make_relying_party
from tests.ministry_services.test_authorize_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 8


def integrators(party: RelyingParty) -> list[Agent]:
    agents = [make_agent(AgentRole.INTEGRATOR, email=f"i{number}@ministere.example") for number in range(HANDS)]
    MinistryAgent.objects.bulk_create([MinistryAgent(ministry=party.ministry, user=each.user) for each in agents])
    return agents


def code_of(call: Any) -> str:
    try:
        call()
    except DomainError as refusal:
        return refusal.code
    return "done"


def propose(party: RelyingParty, agent: Agent, name: str) -> CatalogueChange:
    kind, after = ChangeKind.RELYING_PARTY, {**live_values(party), "name": name}
    now = timezone.now()
    return propose_change(party.ministry, kind=kind, subject=party.client_id, name=name, after=after, by=agent, now=now)


def test_of_many_proposals_at_once_one_is_kept() -> None:
    party = make_relying_party()
    calls = [lambda agent=agent: propose(party, agent, agent.user.user_code) for agent in integrators(party)]
    answers = at_once([lambda call=call: code_of(call) for call in calls])
    assert sorted(answers) == ["change.already_proposed"] * (HANDS - 1) + ["done"]
    assert CatalogueChange.objects.count() == 1


def test_of_many_publishers_and_refusers_at_once_one_decides() -> None:
    party = make_relying_party()
    first, *others = integrators(party)
    change = propose(party, first, "Autre")
    now = timezone.now()
    calls = [lambda agent=agent: publish_change(change.pk, by=agent, now=now) for agent in others[:4]]
    calls += [lambda agent=agent: refuse_change(change.pk, reason="non", by=agent, now=now) for agent in others[4:]]
    answers = at_once([lambda call=call: code_of(call) for call in calls])
    assert sorted(answers) == ["done"] + ["state.illegal_move"] * (len(others) - 1)
    change.refresh_from_db()
    party.refresh_from_db()
    assert (party.name == "Autre") is (change.state == ChangeState.PUBLISHED)
    assert JournalEntry.objects.filter(action__in=["change.published", "change.refused"]).count() == 1


def test_one_page_sent_many_times_draws_one_secret_and_tells_each_integrator_once(mailoutbox: Any) -> None:
    party = make_relying_party()
    agent, *_others = integrators(party)
    mark, now, drawn = secret_mark(party), timezone.now(), []
    call = lambda: drawn.append(rotate_secret(party.pk, mark=mark, by=agent, now=now))  # noqa: E731
    assert sorted(at_once([lambda: code_of(call)] * HANDS)) == ["domain.stale_state"] * (HANDS - 1) + ["done"]
    row = RelyingParty.objects.get()
    assert is_secret_of(row.client_secret, drawn[0])
    assert is_secret_of(row.former_secret, party.secret)
    for message in OutboxMessage.objects.all():
        assert deliver(message.pk)
    mails = [str(mail.message()) + mail.body for mail in mailoutbox]
    assert len(mails) == HANDS == User.objects.exclude(email="").count()
    assert not any(drawn[0] in mail or party.secret in mail or party.client_id in mail for mail in mails)


def test_the_database_itself_refuses_one_hand() -> None:
    party = make_relying_party()
    agent, *_others = integrators(party)
    change = propose(party, agent, "Autre")
    with pytest.raises(Exception, match="change_published_by_a_second_person"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ministry_services_cataloguechange SET state = 'published', decided_by_id = %s WHERE id = %s",
            [agent.user.pk, change.pk],
        )
