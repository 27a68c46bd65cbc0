"""The mailbox: its owner reads, archives, restores; nobody else sees it; a GET marks nothing."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import JournalEntry, SecureMessage
from accounts.states import Portal
from tests.factories.enterprises import make_user
from tests.factories.messages import make_message

pytestmark = pytest.mark.django_db
LIST = "/fr/messages/"


def address(name: str, message: SecureMessage) -> str:
    return reverse(f"accounts:{name}", args=[message.pk])


@pytest.fixture
def owner(client: Client) -> Any:
    user = make_user()
    client.force_login(user)
    client.get(LIST)  # the session's clock is set at the first page
    return user


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same_for_one_and_thirty(
    client: Client, owner: Any, number: int, django_assert_num_queries: Any
) -> None:
    for _turn in range(number):
        make_message(owner)
    with django_assert_num_queries(4):  # session, account, count, page
        page = client.get(LIST).content.decode()
    assert page.count("Non lu</strong>") == min(number, 25)


def test_an_empty_mailbox_says_what_will_come(client: Client, owner: Any) -> None:
    assert "Aucun message. Les réponses à vos demandes" in client.get(LIST).content.decode()


def test_reading_an_address_marks_nothing(client: Client, owner: Any) -> None:
    message = make_message(owner)
    page = client.get(address("message", message)).content.decode()
    assert "L’inscription est activée." in page
    assert "Marquer comme lu" in page
    assert SecureMessage.objects.get().read_at is None
    assert not JournalEntry.objects.exists()


def test_opening_from_the_list_marks_as_read_once(client: Client, owner: Any) -> None:
    message = make_message(owner)
    answer = client.post(address("message-open", message))
    assert (answer.status_code, answer["Location"]) == (302, address("message", message))
    first = SecureMessage.objects.get().read_at
    client.post(address("message-open", message))
    assert first is not None
    assert SecureMessage.objects.get().read_at == first
    assert list(JournalEntry.objects.values_list("action", flat=True)) == ["account.message_read"]
    assert client.get(address("message-open", message)).status_code == 405


def test_the_list_is_filtered(client: Client, owner: Any) -> None:
    kept = {
        "unread": make_message(owner, subject="Pas encore lu"),
        "read": make_message(owner, subject="Déjà lu", read_at=timezone.now()),
        "archived": make_message(owner, subject="Rangé", archived_at=timezone.now()),
    }
    shown = {
        query: {name for name, message in kept.items() if message.subject in client.get(LIST + query).content.decode()}
        for query in ("", "?dossier=non-lus", "?dossier=archives", "?dossier=autre")
    }
    assert shown == {
        "": {"unread", "read"},
        "?dossier=non-lus": {"unread"},
        "?dossier=archives": {"archived"},
        "?dossier=autre": {"unread", "read"},
    }


def test_an_archived_message_comes_back(client: Client, owner: Any) -> None:
    message = make_message(owner)
    for _turn in range(2):
        assert client.post(address("message-archive", message))["Location"] == LIST
    assert SecureMessage.objects.get().archived_at is not None
    for _turn in range(2):
        client.post(address("message-restore", message))
    assert SecureMessage.objects.get().archived_at is None
    actions = list(JournalEntry.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["account.message_archived", "account.message_restored"]


def test_the_message_leads_to_its_file(client: Client, owner: Any) -> None:
    known, gone = (
        make_message(owner, target_url_name="accounts:messages"),
        make_message(owner, target_url_name="no:page"),
    )
    assert "dossier dont parle ce message" in client.get(address("message", known)).content.decode()
    assert "dossier dont parle ce message" not in client.get(address("message", gone)).content.decode()


def test_a_text_of_a_message_is_never_markup(client: Client, owner: Any) -> None:
    message = make_message(owner, subject="<b>Gras</b>", body="<script>alert(1)</script>")
    page = client.get(address("message", message)).content.decode()
    assert "<script>alert" not in page
    assert "<b>Gras" not in page


@pytest.mark.parametrize("name", ["message", "message-open", "message-archive", "message-restore"])
def test_somebody_elses_message_does_not_exist(client: Client, owner: Any, name: str) -> None:
    message = make_message(make_user())
    before = SecureMessage.objects.values().get()
    call = client.get if name == "message" else client.post
    assert call(address(name, message)).status_code == 404
    assert SecureMessage.objects.values().get() == before


def test_a_visitor_signs_in_first(client: Client) -> None:
    assert client.get(LIST)["Location"].endswith("?next=%2Ffr%2Fmessages%2F")


def test_an_agent_has_no_mailbox(client: Client) -> None:
    client.force_login(make_user(Portal.AGENTS))
    assert client.get(LIST).status_code == 404


def test_a_forged_post_changes_nothing(owner: Any) -> None:
    message = make_message(owner)
    forger = Client(enforce_csrf_checks=True)
    forger.force_login(owner)
    assert forger.post(address("message-archive", message)).status_code == 403
    assert SecureMessage.objects.get().archived_at is None
