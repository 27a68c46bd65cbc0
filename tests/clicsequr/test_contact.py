"""A visitor writes to the support team: once, without a NAS, and the words leave no trace."""

import uuid
from email import message_from_bytes, policy

import pytest
from django.db import connection
from freezegun import freeze_time

from accounts.models import JournalEntry, OutboxMessage, Throttle
from accounts.services.outbox import deliver
from clicsequr.kernel.secrecy import holds_nas, without_nas
from clicsequr.models import ContactMessage
from clicsequr.tasks import purge

pytestmark = pytest.mark.django_db

URL = "/fr/nous-joindre/"
TEST_NAS = "046 454 286"


def typed(**changes: str) -> dict[str, str]:
    return {
        "message_id": str(uuid.uuid4()),
        "name": "Odile O'Neil",
        "email": "odile@exemple.ca",
        "subject": "Ma référence",
        "body": "Bonjour,\nje ne trouve plus ma référence.",
        **changes,
    }


def nothing_was_kept() -> bool:
    return not (ContactMessage.objects.exists() or OutboxMessage.objects.exists() or JournalEntry.objects.exists())


def test_a_message_goes_to_the_support_team_with_the_visitor_to_reply_to(client, mail_folder, settings):
    settings.EMAIL_BACKEND = "clicsequr.mail_folder.MailFolderBackend"
    response = client.post(URL, typed())
    assert (response.status_code, response.url) == (302, "/fr/nous-joindre/message-transmis/")
    assert deliver(OutboxMessage.objects.get().id) is True
    (path,) = mail_folder.glob("*.eml")
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert (mail["To"], mail["Reply-To"]) == (settings.SUPPORT_EMAIL, "odile@exemple.ca")
    assert mail["Subject"] == "Message d’un visiteur : Ma référence"
    assert "je ne trouve plus ma référence." in mail.get_body(("plain",)).get_content()


def test_the_words_are_sealed_until_they_leave_and_erased_after(client):
    client.post(URL, typed())
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(row)::text FROM clicsequr_contactmessage row")
        (kept,) = cursor.fetchone()
    assert "odile" not in kept.lower()
    assert OutboxMessage.objects.get().arguments.keys() == {"contact_message_id"}
    deliver(OutboxMessage.objects.get().id)
    message = ContactMessage.objects.get()
    assert [message.sealed_name, message.sealed_email, message.sealed_subject, message.sealed_body] == [""] * 4
    assert message.sent_at is not None


def test_the_journal_says_that_a_message_came_and_nothing_of_it(client):
    client.post(URL, typed())
    entry = JournalEntry.objects.get()
    assert (entry.action, entry.actor_label, entry.reason, entry.details) == (
        "contact.message_received",
        "visiteur",
        "",
        {},
    )


def test_a_form_sent_twice_is_one_message(client):
    same = typed()
    assert [client.post(URL, same).status_code for _time in range(2)] == [302, 302]
    assert ContactMessage.objects.count() == OutboxMessage.objects.count() == 1


@pytest.mark.parametrize("field", ["subject", "body"])
def test_a_nas_is_refused_erased_from_the_page_and_nothing_is_sent(client, field):
    response = client.post(URL, typed(**{field: f"Mon numéro est {TEST_NAS}, merci"}))
    page = response.content.decode()
    assert response.status_code == 200
    assert "ressemble à un numéro d’assurance sociale" in page
    assert TEST_NAS not in page
    assert "Mon numéro est •••••••••, merci" in page
    assert 'value="odile@exemple.ca"' in page
    assert nothing_was_kept()


def test_an_empty_form_says_what_each_field_wants(client):
    page = client.post(URL, {}).content.decode()
    for words in ("Entrez le nom", "Entrez une adresse de courriel", "Entrez le sujet", "Entrez votre message"):
        assert page.count(words) >= 2, words
    assert page.startswith("<!DOCTYPE html>")
    assert "<title>Erreur\u00a0: " in page
    assert nothing_was_kept()


def test_a_message_that_is_too_long_is_kept_on_the_page(client):
    page = client.post(URL, typed(body="mot " * 501)).content.decode()
    assert "Le message compte 2\u00a0000 caractères au plus" in page
    assert "mot mot mot" in page
    assert nothing_was_kept()


def test_an_address_that_sends_too_much_waits_and_loses_nothing(client):
    for _time in range(5):
        assert client.post(URL, typed()).status_code == 302
    response = client.post(URL, typed(body="Encore moi"))
    assert response.status_code == 429
    assert "Encore moi" in response.content.decode()
    assert ContactMessage.objects.count() == 5
    assert Throttle.objects.count() == 1


def test_empty_rows_go_after_a_week(client):
    with freeze_time("2026-03-01 12:00:00"):
        client.post(URL, typed())
        deliver(OutboxMessage.objects.get().id)
        assert purge()["contact messages"] == 0
    with freeze_time("2026-03-08 11:59:00"):
        assert purge()["contact messages"] == 0
    with freeze_time("2026-03-08 12:01:00"):
        assert purge()["contact messages"] == 1


@pytest.mark.parametrize(
    "text",
    [
        TEST_NAS,
        "046454286",
        "046-454-286",
        "NAS:046.454.286!",
        "0 4 6 4 5 4 2 8 6",
        "046\u00a0454\u00a0286",
        "046\n454\n286",
    ],
)
def test_nine_digits_that_pass_luhn_may_be_a_nas(text):
    assert holds_nas(text)


@pytest.mark.parametrize(
    "text",
    ["418 555-0123", "1 866 423-3234", "1190000019", "046 454 287", "le 12 mars 2026, à 10 h", "G1R 5V7", ""],
)
def test_a_telephone_a_neq_or_a_date_is_no_nas(text):
    assert without_nas(text) == text
