"""The tab « Intégration »: who sees which application, what is shown once, what waits for a second person."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.agents import Agent
from accounts.states import AgentRole
from ministry_services.digests import is_secret_of
from ministry_services.models import CatalogueChange, MinistryAgent, RelyingParty
from ministry_services.services.relying_party_terms import live_values
from ministry_services.states import ChangeState, RelyingPartyState
from tests.factories.agents import make_agent, sign_in_agent
from tests.factories.enrolments import make_question, make_service
from tests.factories.relying_parties import client_key, make_relying_party

pytestmark = pytest.mark.django_db


@pytest.fixture
def party() -> RelyingParty:
    return make_relying_party()


@pytest.fixture
def agent(client: Client, party: RelyingParty) -> Agent:
    agent = make_agent(AgentRole.INTEGRATOR)
    MinistryAgent.objects.create(ministry=party.ministry, user=agent.user)
    sign_in_agent(client, agent)
    return agent


def text(response: Any) -> str:
    return str(response.content.decode())


def typed(party: RelyingParty, **changes: Any) -> dict[str, Any]:
    values = live_values(party)
    lines = {name: "\n".join(values[name]) for name in ("redirect_uris", "post_logout_redirect_uris")}
    kept = {
        name: value for name, value in values.items() if name not in ("public_keys", "state") and value is not False
    }
    return {**kept, **lines, "public_keys": "", **changes}


def sign_in_second(client: Client, party: RelyingParty) -> Agent:
    second = make_agent(AgentRole.INTEGRATOR)
    MinistryAgent.objects.create(ministry=party.ministry, user=second.user)
    sign_in_agent(client, second)
    return second


def test_an_integrator_finds_their_ministries_only(client: Client, agent: Agent, party: RelyingParty) -> None:
    other = make_relying_party(name="Autre ministère")
    listed = text(client.get(reverse("agents:applications")))
    assert party.client_id in listed
    assert other.client_id not in listed
    for name in ("application", "application-edit", "application-suspend", "application-secret"):
        assert client.get(reverse(f"agents:{name}", args=[party.pk])).status_code == 200
        assert client.get(reverse(f"agents:{name}", args=[other.pk])).status_code == 404
        assert client.post(reverse(f"agents:{name}", args=[other.pk])).status_code in {404, 405}
    service = other.services.get().slug
    for name in ("service", "service-edit"):
        assert client.get(reverse(f"agents:{name}", args=[service])).status_code == 404
    other.refresh_from_db()
    assert is_secret_of(other.client_secret, other.secret)


def test_the_list_costs_the_same_for_one_and_thirty(
    client: Client, agent: Agent, party: RelyingParty, django_assert_num_queries: Any
) -> None:
    address = reverse("agents:applications")
    client.get(address)
    with django_assert_num_queries(7):
        client.get(address)
    for number in range(30):
        make_relying_party(party.services.get(), name=f"Application {number}")
    with django_assert_num_queries(7):
        client.get(address)


def test_a_supervisor_filters_by_words_state_and_ministry(client: Client, party: RelyingParty) -> None:
    sign_in_agent(client, make_agent(AgentRole.SUPERVISOR))
    other = make_relying_party(name="Chasse", state=RelyingPartyState.DRAFT)
    address = reverse("agents:applications")
    for query, seen in [
        ({"words": "chas"}, other),
        ({"state": "draft"}, other),
        ({"ministry": party.ministry.code}, party),
        ({"words": party.client_id}, party),
    ]:
        listed = text(client.get(address, query))
        assert [row.client_id in listed for row in (party, other)] == [row is seen for row in (party, other)]
    assert client.get(address, {"words": "\x00", "state": "x", "page": "-3"}).status_code == 200


def test_a_change_waits_for_a_second_person_who_reads_the_difference(
    client: Client, agent: Agent, party: RelyingParty
) -> None:
    wanted = "https://rp.example/nouveau"
    answer = client.post(reverse("agents:application-edit", args=[party.pk]), typed(party, redirect_uris=wanted))
    change = CatalogueChange.objects.get()
    assert answer["Location"] == reverse("agents:change", args=[change.pk])
    own = text(client.get(answer["Location"]))
    assert reverse("agents:change-publish", args=[change.pk]) not in own
    client.post(reverse("agents:change-publish", args=[change.pk]))
    party.refresh_from_db()
    assert party.redirect_uris == "https://rp.example/callback"
    sign_in_second(client, party)
    page = text(client.get(answer["Location"]))
    assert wanted in page
    assert "https://rp.example/callback" in page
    client.post(reverse("agents:change-publish", args=[change.pk]))
    client.post(reverse("agents:change-publish", args=[change.pk]))
    party.refresh_from_db()
    assert party.redirect_uris == wanted
    assert text(client.get(reverse("agents:application", args=[party.pk]))).count("Changement publié") == 1


def test_a_refusal_says_why_and_changes_nothing(client: Client, agent: Agent, party: RelyingParty) -> None:
    before = live_values(party)
    client.post(reverse("agents:application-edit", args=[party.pk]), typed(party, name="Autre"))
    change = CatalogueChange.objects.get()
    sign_in_second(client, party)
    address = reverse("agents:change-refuse", args=[change.pk])
    assert "046 454 286" not in text(client.post(address, {"reason": "le NAS 046 454 286"}))
    assert client.post(address, {"reason": ""}).status_code == 200
    client.post(address, {"reason": "Le nom est trop vague."})
    change.refresh_from_db()
    assert (change.state, change.reason) == (ChangeState.REFUSED, "Le nom est trop vague.")
    party.refresh_from_db()
    assert live_values(party) == before


def test_a_private_key_that_is_pasted_is_refused_and_shown_nowhere(
    client: Client, agent: Agent, party: RelyingParty
) -> None:
    private = client_key().as_dict(private=True)
    keys = json.dumps({"keys": [private]})
    values = typed(party, authentication="private_key_jwt", public_keys=keys)
    page = client.post(reverse("agents:application-edit", args=[party.pk]), values)
    assert page.status_code == 200
    assert "clé privée" in text(page)
    assert str(private["d"]) not in text(page)
    assert CatalogueChange.objects.count() == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uris": "https://rp.example/*"},
        {"redirect_uris": "x" * 20_000},
        {"redirect_uris": "\n".join(f"https://rp.example/{number}" for number in range(21))},
        {"services": "un-autre"},
        {"scopes": ["profile"]},
        {"authentication": "private_key_jwt", "public_keys": "{"},
        {"authentication": "private_key_jwt", "public_keys": '{"keys": "x"}'},
        {"authentication": "private_key_jwt", "public_keys": '{"keys": 1}'},
        {"authentication": "private_key_jwt", "public_keys": '{"keys": [{"kty": [], "kid": "a"}]}'},
        {"name": "Eau\nautre"},
        {"authentication": "private_key_jwt", "public_keys": '{"keys": ["x"]}'},
        {"authentication": "private_key_jwt", "public_keys": "[" * 9000},
        {"sector": "autre"},
        {"name": ""},
    ],
)
def test_faulty_terms_are_said_and_propose_nothing(
    client: Client, agent: Agent, party: RelyingParty, changes: dict[str, Any]
) -> None:
    page = client.post(reverse("agents:application-edit", args=[party.pk]), typed(party, **changes))
    assert page.status_code == 200
    assert "<title>Erreur" in text(page)
    assert CatalogueChange.objects.count() == 0


def test_a_new_application_is_a_draft_with_its_proposal(client: Client, agent: Agent, party: RelyingParty) -> None:
    values = typed(party, name="Toute neuve", authentication="client_secret_basic")
    client.post(reverse("agents:application-new"), values)
    row = RelyingParty.objects.get(name="Toute neuve")
    assert row.state == RelyingPartyState.DRAFT
    sign_in_second(client, party)
    address = reverse("agents:change", args=[CatalogueChange.objects.get().pk])
    assert "https://rp.example/callback" in text(client.get(address))
    client.post(address + "publier/")
    row.refresh_from_db()
    assert row.state == RelyingPartyState.PUBLISHED


def test_the_secret_is_shown_by_one_post_and_never_again(client: Client, agent: Agent, party: RelyingParty) -> None:
    address = reverse("agents:application-secret", args=[party.pk])
    mark = client.get(address).context["mark"]
    shown = client.post(address, {"mark": mark})
    assert shown["Cache-Control"] == "no-store"
    drawn = shown.context["secret"]
    assert f'<code id="secret">{drawn}</code>' in text(shown)
    again = client.post(address, {"mark": mark})
    assert again.status_code == 302
    assert drawn not in text(client.get(again["Location"])) + text(client.get(address))
    party.refresh_from_db()
    assert is_secret_of(party.client_secret, drawn)
    assert is_secret_of(party.former_secret, party.secret)
    client.post(reverse("agents:application-former-secret", args=[party.pk]))
    party.refresh_from_db()
    assert party.former_secret == ""


def test_a_suspension_is_at_once_and_reopening_is_proposed(client: Client, agent: Agent, party: RelyingParty) -> None:
    client.post(reverse("agents:application-suspend", args=[party.pk]), {"reason": "application_fault"})
    party.refresh_from_db()
    assert party.state == RelyingPartyState.SUSPENDED
    client.post(reverse("agents:application-state", args=[party.pk]), {"state": "published"})
    party.refresh_from_db()
    assert party.state == RelyingPartyState.SUSPENDED
    assert CatalogueChange.objects.get().after["state"] == RelyingPartyState.PUBLISHED
    assert client.post(reverse("agents:application-state", args=[party.pk]), {"state": "draft"}).status_code == 404


def test_a_question_of_a_service_is_proposed_from_its_page(client: Client, agent: Agent, party: RelyingParty) -> None:
    service = party.services.get()
    question = make_question(service, code="lieu", kind="choice", choices=[{"value": "a", "fr": "A", "en": "A"}] * 2)
    page = text(client.get(reverse("agents:service", args=[service.slug])))
    assert question.label_fr in page
    address = reverse("agents:service-part-edit", args=[service.slug, "question", "lieu"])
    assert "a | A | A" in text(client.get(address))
    values = {"kind": "choice", "label_fr": "Où ?", "label_en": "Where?", "order": "1", "limits": "", "choices": "a|A"}
    assert "<title>Erreur" in text(client.post(address, values))
    client.post(address, {**values, "choices": "a | A | A\nb | B | B", "limits": "accepted = a"})
    assert CatalogueChange.objects.get().after["limits"] == {"accepted": ["a"]}
    for wrong in (("question", "rien"), ("autre", "lieu")):
        assert client.get(reverse("agents:service-part-edit", args=[service.slug, *wrong])).status_code == 404


def test_a_new_service_takes_no_code_of_another_ministry(client: Client, agent: Agent, party: RelyingParty) -> None:
    address = reverse("agents:service-new", args=[party.ministry.code])
    values = {"portal": "C", "name_fr": "Neuf", "name_en": "New", "state": "open", "decision_mode": "agent",
              "minimum_acr": "urn:clicsequr:acr:password", "address": "https://neuf.example/"}  # fmt: skip
    assert "déjà pris" in text(client.post(address, {**values, "code": make_service().slug}))
    client.post(address, {**values, "code": "tout-neuf"})
    assert CatalogueChange.objects.get().subject == "tout-neuf"
    other = make_service().ministry
    assert client.get(reverse("agents:service-new", args=[other.code])).status_code == 404
