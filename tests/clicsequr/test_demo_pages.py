"""The pages of a demonstration: its people and its mails, and a 404 everywhere else."""

import json
import os
from base64 import b32encode

import pytest
from django.core.mail import EmailMultiAlternatives
from django.urls import include, path
from django_otp.oath import totp
from freezegun import freeze_time

from clicsequr import urls
from clicsequr.mail_folder import MailFolderBackend

pytestmark = pytest.mark.django_db

urlpatterns = [*urls.urlpatterns, path("demo/", include("clicsequr.demo_urls"))]
handler404 = urls.handler404


@pytest.fixture
def demonstration(settings, tmp_path):
    settings.ROOT_URLCONF = __name__
    settings.DEMO = True
    settings.VAR_DIR = tmp_path
    return tmp_path


def send(name: str, subject: str, at: int, folder) -> None:
    from_header = "clicSÉQUR <ne-pas-repondre@clicsequr.example>"
    from_text = f"Voici le code\u00a0:\n\n123456\n<b>{name}</b>"
    message = EmailMultiAlternatives(
        subject, from_text, from_header, ["odile@exemple.ca"], headers={"Message-ID": f"<{name}@clicsequr>"}
    )
    message.attach_alternative("<p>html</p>", "text/html")
    MailFolderBackend().send_messages([message])
    os.utime(folder / f"{name}.eml", (at, at))


def write_people(folder, *people: dict[str, str]) -> None:
    (folder / "demo.json").write_text(json.dumps(people), encoding="utf-8")


def test_mails_are_listed_newest_first_and_read_as_text(client, demonstration, mail_folder):
    send("ancien", "Premier", 1_000, mail_folder)
    send("nouveau", "Second é", 2_000, mail_folder)
    page = client.get("/demo/courriels/").content.decode()
    assert page.index("Second é") < page.index("Premier")
    mail = client.get("/demo/courriels/ancien/").content.decode()
    assert "123456" in mail
    assert "&lt;b&gt;ancien&lt;/b&gt;" in mail
    assert "odile@exemple.ca" in mail


def test_a_list_of_mails_has_pages(client, demonstration, mail_folder):
    for number in range(30):
        send(f"m{number:02}", f"Courriel {number:02}", 1_000 + number, mail_folder)
    assert client.get("/demo/courriels/").content.decode().count("/demo/courriels/m") == 25
    assert client.get("/demo/courriels/?page=2").content.decode().count("/demo/courriels/m") == 5


def test_a_name_outside_the_folder_is_not_found(client, demonstration):
    assert client.get("/demo/courriels/rien/").status_code == 404
    assert client.get("/demo/courriels/..%2F..%2Fetc/").status_code == 404


def test_the_people_to_try_are_those_that_were_written(client, demonstration):
    assert "Aucun compte" in client.get("/demo/").content.decode()
    write_people(demonstration, {"who": "Odile", "portal": "E", "code": "KLMT1001", "note": "RSE", "unknown": "x"})
    page = client.get("/demo/").content.decode()
    assert "KLMT1001" in page
    assert "RSE" in page


def test_one_password_for_all_is_said_once(client, demonstration):
    people = [{"who": f"P{n}", "portal": "E", "code": f"KLMT100{n}", "password": "canots"} for n in range(3)]
    write_people(demonstration, *people)
    assert client.get("/demo/").content.decode().count("canots") == 1
    write_people(demonstration, *people, {"who": "P4", "portal": "E", "code": "KLMT1004", "password": "rames"})
    assert client.get("/demo/").content.decode().count("canots") == 3


@freeze_time("2026-03-01 12:00:00")
def test_the_code_of_an_agent_is_the_one_of_the_moment(client, demonstration):
    key = b"0123456789abcdefghij"
    write_people(demonstration, {"who": "Agent", "portal": "A", "code": "AG1001", "totp": b32encode(key).decode()})
    assert f"{totp(key):06d}" in client.get("/demo/").content.decode()


def test_a_demonstration_links_its_pages_from_the_footer(client, demonstration):
    assert '<a class="govuk-link cs-footer__link" href="/demo/">' in client.get("/fr/aide/").content.decode()


def test_outside_a_demonstration_there_is_nothing(client, demonstration, settings, mail_folder):
    send("un", "Secret", 1_000, mail_folder)
    settings.DEMO = False
    for address in ("/demo/", "/demo/papiers/", "/demo/courriels/", "/demo/courriels/un/"):
        assert client.get(address).status_code == 404


def test_the_addresses_themselves_are_absent(client):
    assert client.get("/demo/").status_code == 404


def test_the_papers_are_those_of_persons_and_all_chose_the_same(client, demonstration):
    assert "Aucune personne" in client.get("/demo/papiers/").content.decode()
    write_people(
        demonstration,
        {"who": "Ferme", "portal": "E", "code": "KLMT1001", "password": "rames"},
        {"who": "Odile O’Neil", "portal": "C", "code": "", "nas": "046 101 713", "born_on": "1979-04-12"},
    )
    page = client.get("/demo/papiers/").content.decode()
    assert "046 101 713" in page
    assert "12/04/1979" in page
    assert "Ferme" not in page
    assert page.count("<dt ") == 6  # image, phrase, four questions
    assert "Un phare" in page


def test_each_refusal_is_listed_with_its_account_and_the_way_to_it(client, demonstration, settings):
    settings.MINISTRY_URL = "http://127.0.0.1:8001"
    assert 'id="refus"' not in client.get("/demo/").content.decode()
    write_people(
        demonstration,
        {"who": "Anaïs Dubé", "portal": "E", "code": "NSSR4875", "stage": "unassigned"},
        {"who": "Zoé Bélanger", "portal": "C", "code": "ZOE.DEMO", "stage": "proven"},
    )
    page = client.get("/demo/").content.decode()
    assert 'href="http://127.0.0.1:8001/"' in page
    table = page[page.index("Un compte pour chaque refus") :]
    for told in ("Accès réservé au responsable", "NSSR4875", "Ce service utilise l’autre portail", "ZOE.DEMO"):
        assert told in table
    assert table.count('href="http://127.0.0.1:8001/phosphore/"') == 2
