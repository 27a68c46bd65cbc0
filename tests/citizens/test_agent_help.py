"""An agent finds one person's file, for a reason, and helps without deciding in their place (screens.md A-11)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.agents import Agent
from accounts.models import EmailChange, JournalEntry, OutboxMessage, Session, Throttle, User
from accounts.services.email_changes import ask_delayed_change
from accounts.services.outbox import deliver
from accounts.services.sign_in import FROM_ONE_SOURCE
from accounts.services.throttles import count_failure
from accounts.states import AgentRole, UserState
from citizens.admin.citizen_acts import ACTS
from citizens.models import AccountCreation, CodeLetter
from citizens.queries.agent_search import find_citizen_file
from citizens.services.agent_help import cancel_email_change, suspend_account
from citizens.services.closing import close_account
from citizens.services.identity import keep_proof
from citizens.states import ProofMethod
from clicsequr.kernel.errors import NotAllowed
from tests.factories.agents import make_agent, sign_in_agent
from tests.factories.authorizations import make_authorization
from tests.factories.enterprises import make_rse
from tests.factories.letters import another_letter, asked_letter
from tests.factories.persons import NAS, make_registered_person
from tests.factories.security_options import IMAGE, PHRASE, make_person, make_person_with_options

pytestmark = pytest.mark.django_db
NOW = timezone.now()
SEARCH = "agents:citizens"
EMAIL = "odile.oneil@exemple.ca"


@pytest.fixture
def agent(client: Client) -> Agent:
    signed_in = make_agent()
    sign_in_agent(client, signed_in)
    return signed_in


def text(response: Any) -> str:
    return response.content.decode()


def search(client: Client, typed: str, reason: str = "person_call") -> Any:
    return client.post(reverse(SEARCH), {"typed": typed, "reason": reason})


def page_of(user: User) -> str:
    return reverse("agents:citizen", args=[user.pk])


def opened(client: Client, user: User) -> str:
    assert search(client, user.user_code)["Location"] == page_of(user)
    return text(client.get(page_of(user)))


def act(client: Client, user: User, slug: str, reason: str = "caller_checked") -> str:
    address = reverse("agents:citizen-act", args=[user.pk, slug])
    return text(client.post(address, {"reason": reason}, follow=True))


def proven(user: User) -> User:
    person = make_registered_person()
    keep_proof(user, reference=person.reference, method=ProofMethod.NOTICE, by=user, now=NOW)
    return user


def facts(action: str) -> list[tuple[str, str, str]]:
    rows = JournalEntry.objects.filter(action=action).order_by("id")
    return list(rows.values_list("actor_id", "subject_id", "reason"))


def told() -> list[str]:
    return [name.rpartition(".")[2] for name in OutboxMessage.objects.values_list("handler", flat=True)]


@pytest.mark.parametrize("role", AgentRole.values)
def test_only_revenu_quebec_s_agents_have_a_desk_for_persons(client: Client, role: str) -> None:
    person = make_person()
    creation = AccountCreation.objects.create(reference="CRE-2026-AAAA-BBBB")
    sign_in_agent(client, make_agent(role))
    pages = [
        page_of(person),
        reverse("agents:citizen-act", args=[person.pk, "debloquer"]),
        reverse("agents:citizen-creation", args=[creation.pk]),
    ]
    is_desk = role in {"agent", "supervisor"}
    assert client.get(reverse(SEARCH)).status_code == (200 if is_desk else 404)
    # Without a search, an address opens nothing, even to the desk.
    assert {client.get(page).status_code for page in pages} == {302 if is_desk else 404}


def test_a_person_of_a_portal_gets_the_page_of_nothing(client: Client) -> None:
    person = make_person()
    client.force_login(person)
    client.get("/fr/messages/")
    assert client.get(reverse(SEARCH)).status_code == 404
    assert client.get(page_of(person)).status_code == 404


def test_a_file_is_found_by_its_code_its_creation_and_its_letter() -> None:
    person, letter = make_person(), asked_letter()
    creation = AccountCreation.objects.create(reference="CRE-2026-AAAA-BBBB")
    ended = AccountCreation.objects.create(reference="CRE-2026-CCCC-DDDD", state="completed", user=person)
    code = person.user_code
    assert find_citizen_file(f" {code.lower()} ") == person
    assert find_citizen_file(creation.reference.lower()) == creation
    assert find_citizen_file(ended.reference) == person
    assert find_citizen_file(letter.number) == letter


@pytest.mark.parametrize("typed", ["", "%", "C:", "LET-2026", "CRE-2026-AAAA", NAS])
def test_what_is_close_finds_nothing(typed: str) -> None:
    asked_letter()
    AccountCreation.objects.create(reference="CRE-2026-AAAA-BBBB")
    assert find_citizen_file(typed) is None


def test_the_code_of_another_portal_finds_nothing() -> None:
    assert find_citizen_file(make_rse().user.user_code) is None


def test_the_search_asks_for_a_reason_and_tells_nothing_of_what_is_close(client: Client, agent: Agent) -> None:
    person = make_person()
    assert "Choisissez le motif" in text(client.post(reverse(SEARCH), {"typed": person.user_code}))
    assert "Aucun dossier ne porte exactement" in text(search(client, person.user_code[:-1]))
    assert not JournalEntry.objects.exists()


def test_a_person_s_number_is_refused_and_leaves_the_page(client: Client, agent: Agent) -> None:
    page = text(search(client, "019 473 867"))
    assert "Ceci ressemble à un numéro d’assurance sociale" in page


def test_each_view_is_in_the_journal_with_its_reason_and_closes_after_half_an_hour(
    client: Client, agent: Agent
) -> None:
    person = make_person()
    opened(client, person)
    client.get(page_of(person))
    assert facts("agent.file_viewed") == [(str(agent.user.pk), str(person.pk), "person_call")] * 2
    session = client.session
    session["agent_files"] = {str(person.pk): {"reason": "person_call", "until": NOW.isoformat()}}
    session.save()
    assert client.get(page_of(person))["Location"] == reverse(SEARCH)
    assert len(facts("agent.file_viewed")) == 2


def test_the_file_shows_states_and_dates_and_nothing_that_proves_who_somebody_is(client: Client, agent: Agent) -> None:
    person = proven(make_person_with_options(email=EMAIL, first_name="Odile", last_name="O’Neil"))
    letter = another_letter()
    page = opened(client, person)
    assert "Code d’accès et avis de cotisation" in page
    assert "o•••@exemple.ca" in page
    assert letter.number in page
    for hidden in (EMAIL, IMAGE, PHRASE, NAS, str(person.identity_proof.reference), letter.code or "-"):
        assert hidden not in page


def test_the_file_shows_what_waits(client: Client, agent: Agent) -> None:
    person = make_person(email=EMAIL)
    ask_delayed_change(person, email="autre.personne@exemple.ca", by=person, now=NOW)
    count_failure(FROM_ONE_SOURCE, person.username, "address 192.0.2.1", now=NOW)
    Throttle.objects.update(blocked_until=NOW + timedelta(hours=1))
    page = opened(client, person)
    assert "a•••@exemple.ca" in page
    assert "autre.personne" not in page
    assert "Accès bloqué jusqu’au" in page
    close_account(person, by=person, now=NOW)
    assert "Fermeture définitive le" in opened(client, person)


def test_a_creation_under_way_shows_how_far_it_is_and_nothing_chosen(client: Client, agent: Agent) -> None:
    creation = AccountCreation.objects.create(
        reference="CRE-2026-AAAA-BBBB", user_code="KATERI2026", email=EMAIL, image=IMAGE, phrase=PHRASE
    )
    answer = search(client, creation.reference)
    page = text(client.get(answer["Location"]))
    assert "Aucun compte n’existe encore." in page
    for hidden in ("KATERI2026", EMAIL, IMAGE, PHRASE):
        assert hidden not in page
    assert facts("agent.file_viewed") == [(str(agent.user.pk), str(creation.pk), "person_call")]


def test_a_letter_leads_to_the_accounts_of_its_person(client: Client, agent: Agent) -> None:
    person = proven(make_person())
    letter = another_letter()
    assert person.user_code not in text(client.get(reverse("agents:letter", args=[letter.pk])))
    answer = search(client, letter.number)
    assert answer["Location"] == reverse("agents:letter", args=[letter.pk])
    assert person.user_code in text(client.get(answer["Location"]))
    assert client.get(page_of(person)).status_code == 200


def test_unlocking_lets_a_caller_try_again_and_tells_them(client: Client, agent: Agent) -> None:
    person = make_person(email=EMAIL)
    count_failure(FROM_ONE_SOURCE, person.username, "address 192.0.2.1", now=NOW)
    opened(client, person)
    assert "Le compte est débloqué." in act(client, person, "debloquer")
    assert not Throttle.objects.exists()
    assert facts("account.unlocked") == [(str(agent.user.pk), str(person.pk), "caller_checked")]
    assert told() == ["account_unlocked"]


@pytest.mark.parametrize(
    ("slug", "action", "mail"),
    [
        ("confirmation", "account.activation_resent", "account_activated"),
        ("lien", "account.password_reset_asked", "password_link_asked"),
    ],
)
def test_a_mail_leaves_again_to_the_address_on_file(
    client: Client, agent: Agent, slug: str, action: str, mail: str
) -> None:
    person = make_person(email=EMAIL)
    opened(client, person)
    assert EMAIL not in act(client, person, slug, "asked_in_writing")
    assert facts(action) == [(str(agent.user.pk), str(person.pk), "asked_in_writing")]
    assert told() == [mail]


@pytest.mark.parametrize("slug", ["confirmation", "lien"])
def test_nothing_is_sent_to_an_account_without_an_address(client: Client, agent: Agent, slug: str) -> None:
    person = make_person(email="")
    opened(client, person)
    assert "n’a pas d’adresse de courriel" in act(client, person, slug)
    assert told() == []


def test_a_change_of_address_that_waits_is_stopped_and_the_present_address_is_told(
    client: Client, agent: Agent, mailoutbox: list[Any]
) -> None:
    person = make_person(email=EMAIL)
    ask_delayed_change(person, email="autre@exemple.ca", by=person, now=NOW)
    OutboxMessage.objects.all().delete()
    opened(client, person)
    act(client, person, "annuler-adresse")
    assert EmailChange.objects.get().undone_at is not None
    assert facts("account.email_change_undone") == [(str(agent.user.pk), str(person.pk), "caller_checked")]
    assert deliver(OutboxMessage.objects.get().pk)
    assert mailoutbox[0].to == [EMAIL]
    assert "Aucun changement d’adresse" in act(client, person, "annuler-adresse")


def test_a_suspended_account_is_closed_to_everybody_until_it_is_reactivated(
    client: Client, agent: Agent, mailoutbox: list[Any]
) -> None:
    person = make_person(email=EMAIL)
    other = Client()
    other.force_login(person)
    other.get("/fr/messages/")
    opened(client, person)
    assert "Le compte est suspendu." in act(client, person, "suspendre", "suspended_security")
    person.refresh_from_db()
    assert person.state == UserState.SUSPENDED
    assert not Session.objects.filter(user_id=person.pk).exists()
    assert other.get("/fr/messages/").status_code == 302
    assert facts("account.suspended") == [(str(agent.user.pk), str(person.pk), "suspended_security")]
    assert "Le compte est réactivé." in act(client, person, "reactiver", "reactivated_owner")
    person.refresh_from_db()
    assert person.state == UserState.ACTIVE
    for row in OutboxMessage.objects.order_by("created_at"):
        deliver(row.pk)
    assert [mail.subject for mail in mailoutbox] == ["Votre compte est suspendu", "Votre compte est réactivé"]
    assert "Par prudence" in mailoutbox[0].body
    assert "À votre demande" in mailoutbox[1].body


def test_an_act_that_the_state_forbids_changes_nothing(client: Client, agent: Agent) -> None:
    person = make_person(email=EMAIL)
    opened(client, person)
    assert "Réactiver le compte" not in opened(client, person)
    act(client, person, "reactiver", "reactivated_owner")
    act(client, person, "suspendre", "suspended_owner")
    assert len(facts("account.suspended")) == 1
    assert "L’état de ce dossier ne permet plus" in act(client, person, "suspendre", "suspended_owner")
    for slug in ("debloquer", "confirmation", "lien"):
        assert "n’est pas actif" in act(client, person, slug)
    assert told() == ["account_suspended"]


@pytest.mark.parametrize("slug", [act.slug for act in ACTS])
def test_each_act_asks_for_a_reason_of_its_own_list(client: Client, agent: Agent, slug: str) -> None:
    person = make_person(email=EMAIL)
    opened(client, person)
    for reason in ("", "person_call", "parce que"):
        assert "Choisissez un motif" in act(client, person, slug, reason)
    assert told() == []
    assert {entry.action for entry in JournalEntry.objects.all()} == {"agent.file_viewed"}


@pytest.mark.parametrize("slug", [act.slug for act in ACTS])
def test_no_act_on_a_file_that_no_search_opened(client: Client, agent: Agent, slug: str) -> None:
    person = make_person(email=EMAIL)
    assert "Cherchez d’abord le dossier" in act(client, person, slug)
    assert not JournalEntry.objects.exists()
    assert told() == []


def test_an_unknown_act_does_not_exist(client: Client, agent: Agent) -> None:
    person = make_person()
    opened(client, person)
    assert client.get(reverse("agents:citizen-act", args=[person.pk, "effacer"])).status_code == 404


def test_the_services_refuse_who_is_not_of_the_desk_and_other_portals() -> None:
    person, firm = make_person(), make_rse().user
    for by, user in ((make_agent(AgentRole.AUDITOR).user, person), (person, person), (make_agent().user, firm)):
        with pytest.raises(NotAllowed):
            suspend_account(user, by=by, reason="suspended_owner", now=NOW)
        with pytest.raises(NotAllowed):
            cancel_email_change(user, by=by, reason="caller_checked", now=NOW)
    assert not JournalEntry.objects.exists()


def test_the_desk_sees_the_services_where_the_person_is_now_and_nothing_that_opens_them(
    client: Client, agent: Agent
) -> None:
    person = make_person(email=EMAIL)
    held, over = make_authorization(user=person), make_authorization(user=person, ended_at=NOW)
    make_authorization(user=person, ends_at=NOW - timedelta(seconds=1))
    opened(client, person)
    page = client.get(page_of(person))
    assert page.context["accesses"] == [held]
    text = page.content.decode()
    assert held.service.name in text
    assert not [secret for secret in (held.subject, str(held.sid), str(held.pk), str(over.pk)) if secret in text]


@pytest.mark.parametrize("rows", [1, 30])
def test_a_file_costs_the_same_whatever_it_holds(
    client: Client, agent: Agent, rows: int, django_assert_num_queries: Any
) -> None:
    person = proven(make_person(email=EMAIL))
    for number in range(rows):
        CodeLetter.objects.create(
            number=f"LET-{number}", person=person.identity_proof.reference, state="expired", code_index=b""
        )
        count_failure(FROM_ONE_SOURCE, person.username, f"address {number}", now=NOW)
        make_authorization(user=person)
    opened(client, person)
    # Session, account, device, roles; the account and its journal line; proof, creation, closing, change, wait,
    # letters and services; facts counted then read.
    with django_assert_num_queries(15):
        client.get(page_of(person))
