"""What strangers typed, as agents, other people and mails show it: text, never markup, a template or a header."""

from email import message_from_bytes, policy
from pathlib import Path

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actors import VISITOR
from accounts.models import OutboxMessage, SecureMessage
from accounts.services.outbox import deliver
from clicsequr.services.contact_messages import Typed, receive_contact_message
from enterprises.models import CallNote, EnrolmentAnswer, Representative
from enterprises.paper_documents import paper_pdf
from enterprises.queries.paper_forms import paper_content
from enterprises.services.activation import refuse_registration
from tests.factories.agents import make_agent, sign_in_agent
from tests.factories.enrolments import make_enrolment, make_question, make_service
from tests.factories.enterprises import make_enterprise, make_rse, make_user
from tests.factories.messages import make_message
from tests.factories.paper_forms import make_legacy_rse, make_lew4
from tests.factories.waiting_registrations import make_waiting_registration

pytestmark = pytest.mark.django_db

MARK = "<svg/onload=x>\"'{{ 7|add:7 }}{% now 'Y' %}"
SHORT = MARK[:18]


def assert_plain(client: Client, path: str, *, shows: bool = True) -> None:
    page = client.get(path).content.decode()
    assert "<svg/onload" not in page, path
    assert ("&lt;svg/onload" in page) is shows, path


def test_an_agent_reads_a_hostile_registration_as_text(client: Client) -> None:
    agent = make_agent("agent", "supervisor")
    waiting = make_waiting_registration(
        name=MARK, legal_form_other=MARK, contact_times=MARK, representative_first_name=MARK, rse_last_name=MARK,
        refusal_note=MARK, refusal_text=MARK, representative_email=MARK,
    )  # fmt: skip
    waiting.enterprise.name = waiting.enterprise.city = waiting.enterprise.address_line = MARK
    waiting.enterprise.save()
    CallNote.objects.create(registration=waiting, agent=agent.user, caller=MARK, outcome="reached", note=MARK)
    sign_in_agent(client, agent)
    for name in ("registration", "registration-activate"):
        assert_plain(client, reverse(f"agents:{name}", args=[waiting.pk]))
    assert_plain(client, reverse("agents:queue"))
    client.post(reverse("agents:search"), {"typed": waiting.reference, "reason": "call"})
    assert_plain(client, reverse("agents:enterprise", args=[waiting.enterprise_id]))


def test_a_ministry_s_agent_and_the_enterprise_read_hostile_answers_as_text(client: Client) -> None:
    service = make_service()
    question = make_question(service)
    rse = make_rse(make_enterprise(name=MARK, city=MARK), user=make_user(first_name=MARK))
    enrolment = make_enrolment(rse, service, decision_text=MARK)
    EnrolmentAnswer.objects.create(enrolment=enrolment, question=question, value=MARK)
    sign_in_agent(client, make_agent("supervisor"))
    assert_plain(client, reverse("agents:enrolment", args=[enrolment.pk]))
    assert_plain(client, reverse("agents:enrolments"))
    own = Client()
    own.force_login(rse.user)
    message = make_message(rse.user, subject=MARK, body=f"{MARK}\n{MARK}")
    for path in (reverse("enterprises:home"), reverse("accounts:profile"), reverse("accounts:messages")):
        assert_plain(own, path)
    assert_plain(own, reverse("accounts:message", args=[message.pk]))
    assert SecureMessage.objects.count() == 1


def test_a_signed_paper_with_hostile_names_is_text_on_the_page_and_in_the_file(client: Client) -> None:
    hostile = '#read("/etc/passwd") \\ " ] ) $ #import "x" 🐄 日本 \u202e ' + "W" * 90
    rse = make_legacy_rse(name=hostile[:150])
    rse.user.first_name = SHORT
    rse.user.save()
    lew4 = make_lew4(rse)
    Representative.objects.create(
        enterprise=rse.enterprise, first_name=SHORT, last_name="O'Neil", function="president", email="a@exemple.ca"
    )
    pdf = paper_pdf(paper_content(lew4))
    assert pdf.startswith(b"%PDF-")
    assert b"root:" not in pdf
    with pypdfium2.PdfDocument(pdf) as document:
        shown = " ".join(document[0].get_textpage().get_text_bounded().split())
    assert '#read("/etc/passwd") \\ " ] ) $ #import "x" \ufffd \ufffd\ufffd' in shown
    client.force_login(rse.user)
    assert_plain(client, reverse("enterprises:paper-form-print"))
    sign_in_agent(client, make_agent())
    assert_plain(client, reverse("agents:paper-form", args=[lew4.pk]))


def sent_mails(folder: Path) -> list[str]:
    for pk in OutboxMessage.objects.filter(done_at=None).values_list("pk", flat=True):
        assert deliver(pk) is True
    found = []
    for path in sorted(folder.glob("*.eml")):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert {"To", "From", "Subject", "Message-ID"} <= set(message.keys())
        assert "Bcc" not in message
        html = message.get_body(("html",))
        assert html is not None
        found.append(html.get_content())
    return found


@pytest.fixture
def real_mail(settings, mail_folder: Path) -> Path:  # type: ignore[no-untyped-def]
    settings.EMAIL_BACKEND = "clicsequr.mail_folder.MailFolderBackend"
    return mail_folder


def test_a_mail_holds_what_was_typed_as_text(real_mail: Path) -> None:
    agent = make_agent()
    waiting = make_waiting_registration(assigned_to=agent.user)
    waiting.enterprise.name = f"{MARK}\r\nBcc: victim@exemple.ca"
    waiting.enterprise.save()
    refuse_registration(
        waiting, by=agent.user, version=waiting.version, reason="other", text=MARK, note="", now=timezone.now()
    )
    mails = sent_mails(real_mail)
    assert len(mails) == 2
    for html in mails:
        assert "<svg" not in html
        assert "&lt;svg/onload" in html
        assert "{{ 7|add:7 }}" in html.replace("&#x27;", "'")


def test_a_visitor_s_words_make_no_header(real_mail: Path) -> None:
    typed = Typed(
        message_id="0b7b2f8e-6f1a-4a53-9d5e-6a5f1f0f4c11",  # type: ignore[arg-type]
        name="Odile\r\nBcc: victim@exemple.ca",
        email="odile@exemple.ca",
        subject=f"{MARK}\r\nBcc: victim@exemple.ca",
        body=MARK,
        language="fr",
    )
    receive_contact_message(typed, address="192.0.2.1", now=timezone.now(), by=VISITOR)
    (html,) = sent_mails(real_mail)
    assert "<svg" not in html


@pytest.mark.parametrize("address", ["a@exemple.ca\nBcc: b@exemple.ca", "a@exemple.ca,b@exemple.ca", "a@[127.0.0.1]\r"])
def test_an_address_with_a_second_line_or_a_second_person_is_refused(client: Client, address: str) -> None:
    sent = {"name": "Odile", "email": address, "subject": "Question", "body": "Bonjour"}
    assert client.post(reverse("contact"), sent).status_code == 200
    assert OutboxMessage.objects.count() == 0
