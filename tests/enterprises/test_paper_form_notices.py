"""N-10: each person in charge is told once an event, in their language; a designation by ordinary mail."""

import re
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.mail import EmailMessage
from django.utils import timezone

from accounts.models import OutboxMessage, SecureMessage, User
from accounts.services.outbox import deliver
from enterprises.models import PaperForm
from enterprises.services.paper_form_processing import accept_paper_form, refuse_paper_form
from enterprises.states import MemberRole, MemberState
from tests.factories.agents import make_agent
from tests.factories.enterprises import make_member, make_rse, make_user
from tests.factories.paper_forms import blank_scan, make_designation, make_legacy_rse, make_lew4, received

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def uploads(settings: LazySettings, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture
def agent() -> User:
    return make_agent().user


@pytest.fixture
def form() -> PaperForm:
    return make_lew4()


def deliver_everything() -> None:
    while waiting := list(OutboxMessage.objects.filter(done_at=None).order_by("created_at")):
        for message in waiting:
            assert deliver(message.pk)


def messages() -> list[tuple[str, str]]:
    return [
        (message.recipient.username, message.subject) for message in SecureMessage.objects.order_by("sent_at", "pk")
    ]


def test_every_active_rse_gets_a_secure_message_in_their_language(
    form: PaperForm, agent: User, mailoutbox: list[EmailMessage]
) -> None:
    french = form.enterprise.terms_accepted_by
    english = make_rse(form.enterprise, user=make_user(language="en")).user
    make_rse(form.enterprise, state=MemberState.SUSPENDED)
    make_member(form.enterprise, MemberRole.USER)
    accept_paper_form(received(form, by=agent), by=agent, version=1, now=NOW)
    deliver_everything()
    assert sorted(message for message in messages() if message[0] == french.username) == [
        (french.username, "Nous avons reçu votre formulaire LEW-4"),
        (french.username, "Votre formulaire LEW-4 est traité"),
    ]
    assert [message.recipient for message in SecureMessage.objects.exclude(recipient=french)] == [english, english]
    assert len(mailoutbox) == 4
    assert not any(form.reference in mail.body or form.enterprise.name in mail.body for mail in mailoutbox)


def test_a_refusal_says_why_and_what_to_do_each_time(form: PaperForm, agent: User) -> None:
    for code in ("unsigned", "illegible"):
        form = received(form, by=agent, scan=blank_scan())
        form = refuse_paper_form(form, by=agent, version=form.version, code=code, now=NOW)
    deliver_everything()
    refusals = SecureMessage.objects.filter(subject="Votre formulaire LEW-4 est refusé").order_by("sent_at", "pk")
    bodies = {message.body for message in refusals}
    assert len(bodies) == 2
    assert any("La signature du représentant autorisé manque." in body for body in bodies)
    assert any("Le document reçu est illisible." in body for body in bodies)
    assert all("Téléchargez-le de nouveau" in body for body in bodies)
    assert {message.target_url_name for message in refusals} == {"enterprises:paper-form-status"}


def test_a_notice_delivered_twice_is_one_message(form: PaperForm, agent: User) -> None:
    received(form, by=agent)
    row = OutboxMessage.objects.get(handler__contains="lew4_state_told")
    for _turn in range(2):
        deliver(row.pk)
        OutboxMessage.objects.filter(pk=row.pk).update(done_at=None)
    assert SecureMessage.objects.count() == 1


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_two_persons_of_a_designation_get_a_mail_each_without_a_name(
    agent: User, mailoutbox: list[EmailMessage], language: str
) -> None:
    form = make_designation(language=language)
    form = received(form, by=agent, scan=blank_scan())
    form = refuse_paper_form(form, by=agent, version=1, code="wrong_signatory", now=NOW)
    accept_paper_form(received(form, by=agent, scan=blank_scan()), by=agent, version=3, now=NOW)
    deliver_everything()
    assert sorted(mail.to[0] for mail in mailoutbox) == ["odile@exemple.ca"] * 4 + ["real.cote@exemple.ca"] * 4
    assert len({mail.extra_headers["Message-ID"] for mail in mailoutbox}) == 8
    assert {mail.extra_headers["Content-Language"] for mail in mailoutbox} == {language}
    text = " ".join(f"{mail.subject} {mail.body}" for mail in mailoutbox)
    assert form.registration.reference in text
    assert not re.search("Réal|Côté|Odile|Ruisseau", text)
    assert SecureMessage.objects.count() == 0


def test_one_address_is_told_once(agent: User, mailoutbox: list[EmailMessage]) -> None:
    received(make_designation(rse_email="Real.Cote@exemple.ca"), by=agent, scan=blank_scan())
    deliver_everything()
    assert [mail.to for mail in mailoutbox] == [["real.cote@exemple.ca"]]


def test_erased_addresses_are_not_written_to(agent: User, mailoutbox: list[EmailMessage]) -> None:
    form = received(make_designation(), by=agent, scan=blank_scan())
    form.registration.representative_email = form.registration.rse_email = ""
    form.registration.save(update_fields=["representative_email", "rse_email"])
    deliver_everything()
    assert mailoutbox == []


def test_a_legacy_enterprise_without_an_active_rse_is_no_obstacle(agent: User) -> None:
    rse = make_legacy_rse()
    form = make_lew4(rse)
    rse.state = MemberState.SUSPENDED
    rse.save(update_fields=["state"])
    received(form, by=agent)
    assert OutboxMessage.objects.count() == 0
