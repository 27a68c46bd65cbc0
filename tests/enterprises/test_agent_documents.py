"""An agent asks an applicant for a document: who may, what each side reads, what the mail does not say."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.agents import Agent
from accounts.models import JournalEntry, OutboxMessage
from accounts.states import AgentRole
from clicsequr.kernel.errors import DomainError, NotAllowed, StaleState
from enterprises.models import Registration
from enterprises.rules.agent_notes import NoteHoldsSecret
from enterprises.services.activation import AlreadyProcessed, Blocked, refuse_registration
from enterprises.services.agent_documents import ask_for_document, note_document_received
from enterprises.services.agent_files import take_registration
from enterprises.states import RegistrationState
from tests.factories.agents import make_agent, sign_in_agent
from tests.factories.enrolments import deliver_outbox
from tests.factories.waiting_registrations import make_waiting_registration

pytestmark = pytest.mark.django_db
TEXT = "La résolution du 3 mai, signée."


def address(name: str, registration: Registration) -> str:
    return reverse(f"agents:registration-{name}", args=[registration.pk])


def ask(registration: Registration, agent: Agent, **changes: Any) -> Registration:
    asked = {"kind": "mandate", "text": TEXT, "version": registration.version, "now": timezone.now(), **changes}
    return ask_for_document(registration, by=agent.user, **asked)


def refused(error: type[DomainError], registration: Registration, agent: Agent, **changes: Any) -> None:
    before = Registration.objects.filter(pk=registration.pk).values().get()
    counts = (JournalEntry.objects.count(), OutboxMessage.objects.count())
    with pytest.raises(error):
        ask(registration, agent, **changes)
    assert Registration.objects.filter(pk=registration.pk).values().get() == before
    assert (JournalEntry.objects.count(), OutboxMessage.objects.count()) == counts


def status_page(client: Client, registration: Registration) -> str:
    session = client.session
    session["pending_registration_id"] = str(registration.pk)
    session.save()
    return client.get(reverse("enterprises:registration-status")).text


def test_the_applicant_reads_what_is_asked_and_the_mails_say_nothing_of_it(
    client: Client, mailoutbox: list[Any], settings: LazySettings
) -> None:
    registration = make_waiting_registration()
    ask(registration, make_agent())
    assert deliver_outbox() == 2
    assert sorted(mail.to[0] for mail in mailoutbox) == ["ra@exemple.ca", "rse@exemple.ca"]
    for mail in mailoutbox:
        assert registration.reference in mail.body
        assert "1 866 423-3234" in mail.body
        assert not any(word in str(mail.message()) for word in (TEXT, "résolution", registration.name, "Odile"))
    page = status_page(client, registration)
    assert "Un document vous est demandé" in page
    assert "La résolution ou la procuration qui donne le mandat au représentant" in page
    assert TEXT in page
    assert settings.LEW4_MAILING_ADDRESS in page
    assert "Vous n’avez rien à faire" not in page


def test_the_journal_holds_the_kind_and_no_word() -> None:
    registration, agent = make_waiting_registration(), make_agent()
    ask(registration, agent)
    entry = JournalEntry.objects.get(action="registration.document_asked")
    assert (entry.actor_id, entry.details) == (str(agent.user.pk), {"kind": "mandate"})
    assert (entry.subject_id, entry.reason) == (str(registration.pk), "")


def test_a_document_received_is_asked_for_no_more(client: Client) -> None:
    registration, agent = make_waiting_registration(), make_agent()
    asked = ask(registration, agent)
    kept = note_document_received(asked, by=agent.user, version=asked.version)
    assert (kept.document_kind, kept.document_text, kept.document_asked_at) == ("", "", None)
    assert "Un document vous est demandé" not in status_page(client, registration)
    again = note_document_received(kept, by=agent.user, version=kept.version)
    assert again.version == kept.version
    assert JournalEntry.objects.filter(action="registration.document_received").count() == 1


def test_a_mail_that_leaves_too_late_is_not_sent(mailoutbox: list[Any]) -> None:
    registration, agent = make_waiting_registration(), make_agent()
    asked = ask(registration, agent)
    note_document_received(asked, by=agent.user, version=asked.version)
    assert deliver_outbox() == 2
    assert mailoutbox == []


def test_what_may_not_be_asked_changes_nothing() -> None:
    registration, agent = make_waiting_registration(), make_agent()
    refused(StaleState, registration, agent, version=registration.version + 1)
    refused(NoteHoldsSecret, registration, agent, text="Le code 123 456.")
    for role in (AgentRole.MINISTRY, AgentRole.AUDITOR):
        refused(NotAllowed, registration, make_agent(role))
    take_registration(registration, by=make_agent().user, now=timezone.now())
    registration.refresh_from_db()
    refused(Blocked, registration, agent)


def test_nothing_is_asked_once_decided(client: Client) -> None:
    registration, agent = make_waiting_registration(), make_agent()
    asked = ask(registration, agent)
    words = {"reason": "withdrawn", "text": "À votre demande.", "note": ""}
    refuse_registration(asked, by=agent.user, version=asked.version, now=timezone.now(), **words)
    registration.refresh_from_db()
    refused(AlreadyProcessed, registration, agent)
    assert "Un document vous est demandé" not in status_page(client, registration)


def test_an_agent_asks_and_receives_in_the_browser(client: Client) -> None:
    registration = make_waiting_registration()
    sign_in_agent(client, make_agent())
    client.post(address("take", registration))
    registration.refresh_from_db()
    data = {"version": registration.version, "kind": "mandate", "text": TEXT}
    page = client.post(address("document", registration), data, follow=True).text
    assert "Le document est demandé. La personne en est avisée par courriel." in page
    assert TEXT in page
    assert "Un document demandé n’est pas encore reçu." in page
    stale = client.post(address("document", registration), data, follow=True).text
    assert "Ce dossier a changé" in stale
    assert OutboxMessage.objects.count() == 2
    late = client.post(address("document-received", registration), {"version": registration.version}, follow=True).text
    assert "Ce dossier a changé" in late
    registration.refresh_from_db()
    done = {"version": registration.version}
    page = client.post(address("document-received", registration), done, follow=True).text
    assert "Le document est noté comme reçu." in page
    assert TEXT not in page


def test_another_document_is_described(client: Client) -> None:
    registration = make_waiting_registration()
    sign_in_agent(client, make_agent())
    page = client.post(address("document", registration), {"version": 0, "kind": "other", "text": ""})
    assert "Décrivez le document demandé" in page.text
    registration.refresh_from_db()
    assert registration.document_asked_at is None


@pytest.mark.parametrize("role", AgentRole.values)
def test_each_role_opens_the_page_or_finds_nothing(client: Client, role: str) -> None:
    registration = make_waiting_registration(state=RegistrationState.SUBMITTED)
    sign_in_agent(client, make_agent(role))
    expected = 200 if role in {"agent", "supervisor"} else 404
    assert client.get(address("document", registration)).status_code == expected
    posted = client.post(address("document-received", registration), {"version": 0})
    assert posted.status_code == (302 if expected == 200 else 404)
