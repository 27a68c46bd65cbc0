"""Agents write words in a file, never a secret: a number like one is refused and does not come back to the page."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import JournalEntry, OutboxMessage
from enterprises.models import CallNote, Registration
from enterprises.rules.agent_notes import NoteHoldsSecret, check_notes
from enterprises.services.activation import refuse_registration
from enterprises.services.agent_files import note_call
from enterprises.states import RegistrationState
from tests.factories.agents import make_agent, sign_in_agent
from tests.factories.waiting_registrations import make_waiting_registration

pytestmark = pytest.mark.django_db
SAID = "Nous avons effacé un numéro qui ressemble à un secret"
SECRETS = ["123 456", "046 454 286"]


@pytest.mark.parametrize("secret", SECRETS)
def test_a_number_like_a_secret_is_refused_with_what_to_do(secret: str) -> None:
    with pytest.raises(NoteHoldsSecret) as caught:
        check_notes("Rappeler au 418 555-0123.", f"Elle dit {secret}.")
    assert "Relisez le texte" in str(caught.value.message)
    assert secret not in str(caught.value.message)


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("registration-call", {"caller": "Odile", "outcome": "reached", "note": "Elle dit {}."}),
        ("registration-call", {"caller": "Odile {}", "outcome": "reached", "note": ""}),
        ("registration-refuse", {"version": "0", "reason": "other", "text": "Le numéro {}.", "note": ""}),
        ("registration-refuse", {"version": "0", "reason": "other", "text": "Rappelez.", "note": "Code {}."}),
        ("registration-document", {"version": "0", "kind": "other", "text": "Celui du {}."}),
    ],
)
def test_a_page_refuses_it_and_does_not_show_it_again(
    client: Client, page: str, words: dict[str, str], secret: str
) -> None:
    registration = make_waiting_registration()
    sign_in_agent(client, make_agent())
    typed = {name: word.format(secret) for name, word in words.items()}
    shown = client.post(reverse(f"agents:{page}", args=[registration.pk]), typed).text
    assert SAID in shown
    assert "<title>Erreur" in shown
    assert secret not in shown
    assert "•••" in shown
    registration.refresh_from_db()
    assert (registration.state, registration.version) == (RegistrationState.SUBMITTED, 0)
    assert (CallNote.objects.count(), JournalEntry.objects.count(), OutboxMessage.objects.count()) == (0, 0, 0)


def test_a_text_too_long_does_not_show_its_secret_again(client: Client) -> None:
    registration = make_waiting_registration()
    sign_in_agent(client, make_agent())
    typed = {"caller": "Odile", "outcome": "reached", "note": "123 456 " + "x" * 500}
    assert "123 456" not in client.post(reverse("agents:registration-call", args=[registration.pk]), typed).text


def test_the_services_refuse_it_too() -> None:
    registration, agent = make_waiting_registration(), make_agent()
    before = Registration.objects.filter(pk=registration.pk).values().get()
    call: dict[str, Any] = {"caller": "Odile", "outcome": "reached", "note": "046454286"}
    with pytest.raises(NoteHoldsSecret):
        note_call(registration, by=agent.user, now=timezone.now(), **call)
    refusal: dict[str, Any] = {"reason": "other", "text": "Rappelez.", "note": "123456"}
    with pytest.raises(NoteHoldsSecret):
        refuse_registration(registration, by=agent.user, version=0, now=timezone.now(), **refusal)
    assert Registration.objects.filter(pk=registration.pk).values().get() == before
    assert (CallNote.objects.count(), JournalEntry.objects.count()) == (0, 0)
