"""Requests that no browser of a person makes: too large, broken, with NUL bytes, for another host."""

import json
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.accounts.sign_in_steps import sign_in
from tests.factories.agents import make_agent, sign_in_agent
from tests.factories.enterprises import make_rse

pytestmark = pytest.mark.django_db

NULS = '"' + "\\000" * 32 + '"'  # how a cookie writes bytes: RFC 2109 quoting, which Django still reads
TRACES = ("Traceback", "psycopg", "django.", "/site-packages/")


@pytest.fixture
def stranger() -> Client:
    """A client that sees what a browser would: the page of an error, not the error."""
    return Client(raise_request_exception=False)


def is_a_plain_page(answer: Any) -> bool:
    page = answer.content.decode()
    return page.startswith("<!DOCTYPE html>") and not any(trace in page for trace in TRACES)


@pytest.mark.parametrize("path", ["/fr/nous-joindre/", "/fr/agents/session/", "/fr/", "/en/nothing/"])
def test_a_body_larger_than_any_form_is_refused_before_it_is_read(stranger: Client, path: str) -> None:
    class Unread(BytesIO):
        def read(self, *args: Any) -> bytes:
            raise AssertionError("read")

    request = {"CONTENT_LENGTH": str(8 * 1024 * 1024), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    answer = stranger.generic("POST", path, **{**request, "wsgi.input": Unread()})
    assert answer.status_code == 413
    assert is_a_plain_page(answer)


@pytest.mark.parametrize("length", ["-1", "abc", "", "9" * 5000])
def test_a_length_that_is_no_length_is_refused_or_read_as_nothing(stranger: Client, length: str) -> None:
    answer = stranger.generic("POST", "/fr/nous-joindre/", CONTENT_LENGTH=length, CONTENT_TYPE="text/plain")
    assert answer.status_code in {200, 400, 413}
    assert is_a_plain_page(answer)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % number for number in range(1001))),
        ("application/x-www-form-urlencoded", b"body=" + b"x" * (3 * 1024 * 1024)),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=\xe9", b"--x"),
        ("application/x-www-form-urlencoded; charset=utf-7", b"name=+ADw-"),
    ],
)
def test_a_form_no_page_sends_gets_a_plain_page(stranger: Client, kind: str, body: bytes) -> None:
    answer = stranger.generic("POST", "/fr/nous-joindre/", body, content_type=kind)
    assert answer.status_code in {400, 413}
    assert is_a_plain_page(answer)


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "sign_in", "device", "messages"])
@pytest.mark.parametrize("value", [NULS, "\x7f\xe9" * 20, "a" * 4000, "e30:1x:2", '{"id":1}'])
def test_a_cookie_of_nobody_s_making_is_no_cookie(stranger: Client, name: str, value: str) -> None:
    cookie = {"HTTP_COOKIE": f"{name}={value}"}
    assert stranger.get("/fr/entreprises/session/", **cookie).status_code == 200
    answer = stranger.post("/fr/entreprises/session/mot-de-passe/", {"password": "x"}, **cookie)
    assert answer.status_code == 302
    assert answer["Location"] in {"/fr/entreprises/session/", "/fr/session/expiree/?next="}


@pytest.mark.parametrize("path", ["/fr/clicsequr/", "/fr/nulle-part/", "/fr/agents/session/"])
def test_another_host_is_refused_and_named_nowhere(stranger: Client, path: str) -> None:
    answer = stranger.get(path, HTTP_HOST="evil.example")
    assert answer.status_code == 400
    assert "evil.example" not in answer.content.decode() + str(answer.headers)


@pytest.mark.parametrize(
    "path", ["//evil.example/x", "/%0aSet-Cookie:x=1", "/fr//evil.example/", "/%00/fr/", "/fr/%c3/"]
)
def test_a_strange_path_is_not_found_and_leads_nowhere(stranger: Client, path: str) -> None:
    answer = stranger.generic("GET", path)
    assert answer.status_code in {302, 404}
    assert not answer.headers.get("Location", "/").startswith("//")
    assert 'href="//' not in answer.content.decode()


CREDENTIALS = [
    "",
    "null",
    "[]",
    "{}",
    "[" * 5000,
    '{"id":"AA"',
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": None}),
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {"userHandle": 7}}),
    json.dumps(
        {"id": "AA", "rawId": "AA", "type": "public-key", "response": {"userHandle": "é", "clientDataJSON": "AA"}}
    ),
    json.dumps({"id": "\ud800", "rawId": "\x00", "type": "x", "response": {"userHandle": "\x00", "signature": "AA"}}),
    json.dumps(
        {
            "id": "AAAA",
            "rawId": "AAAA",
            "type": "public-key",
            "response": {
                "clientDataJSON": "AAAA",
                "authenticatorData": "AAAA",
                "attestationObject": "oAAA",
                "signature": "AAAA",
                "userHandle": "AAAA",
            },
        }
    ),
]


@pytest.mark.parametrize("credential", CREDENTIALS)
def test_a_passkey_answer_that_is_none_is_refused(stranger: Client, credential: str) -> None:
    stranger.post(reverse("accounts:passkey-options"))
    answer = stranger.post(reverse("enterprises:sign-in-passkey"), {"credential": credential})
    assert answer.status_code == 200
    assert "pas été reconnue" in answer.content.decode()
    assert "_auth_user_id" not in stranger.session


@pytest.mark.parametrize("credential", CREDENTIALS)
def test_a_passkey_that_is_none_is_not_added(stranger: Client, credential: str) -> None:
    rse = make_rse()
    sign_in(stranger, rse.user.user_code)
    stranger.post(reverse("accounts:passkey-creation"))
    answer = stranger.post(reverse("accounts:passkey-add"), {"name": "Clé", "credential": credential})
    assert answer.status_code == 200
    assert "pas été créée" in answer.content.decode()
    assert not rse.user.authenticator_set.exists()


@pytest.mark.parametrize(
    "query",
    [
        "since_day=1&since_month=1&since_year=0001",
        "until_day=31&until_month=12&until_year=9999",
        "subject=%00&actor=%00",
        "actor=" + "é" * 5000,
        "page=" + "9" * 5000,
        "page=-1&since_day=%F0%9F%90%84",
        "action=nothing",
    ],
)
@pytest.mark.parametrize("name", ["agents:journal", "agents:journal-export"])
def test_strange_filters_of_the_journal_find_nothing_or_everything(stranger: Client, name: str, query: str) -> None:
    sign_in_agent(stranger, make_agent("auditor"))
    answer = stranger.get(f"{reverse(name)}?{query}")
    assert answer.status_code == 200
    if answer.streaming:
        assert b"recorded_at" in b"".join(answer.streaming_content)


@pytest.mark.parametrize("path", ["/fr/messages/", "/fr/entreprises/mes-inscriptions/", "/fr/profil/activite/"])
@pytest.mark.parametrize("query", ["page=%00", "page=999999999999999999999", "dossier=%00&page=a", "page[]=1"])
def test_a_page_number_that_is_none_shows_a_page(stranger: Client, path: str, query: str) -> None:
    sign_in(stranger, make_rse().user.user_code)
    assert stranger.get(f"{path}?{query}").status_code == 200
