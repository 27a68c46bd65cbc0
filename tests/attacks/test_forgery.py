"""No page acts for another site: each POST wants its token, no page leads away, none is kept or framed."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import JournalEntry
from tests.accounts.sign_in_steps import sign_in, type_code
from tests.factories.agents import make_agent, sign_in_agent
from tests.factories.enterprises import make_rse

pytestmark = pytest.mark.django_db

ID = "0b7b2f8e-6f1a-4a53-9d5e-6a5f1f0f4c11"
VALUES = {"uuid": ID, "slug": "mot", "str": "mot", "int": "7"}


def patterns(found: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    """Each address of the site, with something in place of its arguments."""
    for entry in found:
        route = prefix + str(entry.pattern).lstrip("^").rstrip("$")
        if isinstance(entry, URLResolver):
            yield from patterns(entry.url_patterns, route)
        else:
            yield route


def filled(route: str) -> str:
    for kind, value in VALUES.items():
        while f"<{kind}:" in route:
            start = route.index(f"<{kind}:")
            route = route[:start] + value + route[route.index(">", start) + 1 :]
    return f"/{route}"


def every_address() -> list[str]:
    routes = patterns(get_resolver().url_patterns)
    return sorted({filled(route) for route in routes if "(?P" not in route and "<path:" not in route})


def test_every_address_is_known_to_these_tests() -> None:
    assert len(every_address()) > 120


def test_every_post_without_a_token_is_refused_and_changes_nothing() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_rse().user)
    before = JournalEntry.objects.count()
    answers = {path: client.post(path, {"x": "1"}).status_code for path in every_address()}
    passed = {path: code for path, code in answers.items() if code not in {403, 404, 405}}
    assert set(passed) - OF_THE_PROTOCOL == set(), passed
    assert JournalEntry.objects.count() == before


# Programs authenticate themselves and bring no cookie; a browser is sent from another site to the other two, which
# then ask, or want a proof that only that site has (docs/decisions/0009; tests/ministry_services/test_end_session.py).
OF_THE_PROTOCOL = {f"/openid/{name}" for name in ("authorize", "end-session", "introspect", "par", "revoke", "token")}
OF_THE_PROTOCOL |= {"/openid/userinfo", "/api/v1/access"}


def test_a_token_of_another_site_s_page_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    client.get("/fr/nous-joindre/")
    token = client.cookies["csrftoken"].value if "csrftoken" in client.cookies else ""
    sent = {"csrfmiddlewaretoken": token}
    answer = client.post("/fr/nous-joindre/", sent, HTTP_ORIGIN="https://evil.example", HTTP_HOST="localhost")
    assert answer.status_code == 403


# What says the same to everybody, and who reads it often.
PUBLIC = {
    *("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"),
    *("/openid/keys", "/api/v1/openapi.json"),
}


def test_no_page_is_kept_framed_sniffed_or_runs_what_it_did_not_bring() -> None:
    visitor, rse, agent = Client(), Client(), Client()
    sign_in(rse, make_rse().user.user_code)
    sign_in_agent(agent, make_agent("agent", "supervisor", "auditor", "ministry"))
    for client in (visitor, rse, agent):
        for path in every_address():
            answer = client.get(path)
            headers = answer.headers
            assert answer.status_code < 500, path
            assert ("no-store" in headers["Cache-Control"]) == (path not in PUBLIC), path
            assert headers["X-Content-Type-Options"] == "nosniff", path
            assert headers["X-Frame-Options"] == "DENY", path
            assert headers["Referrer-Policy"] == "same-origin", path
            assert "default-src 'none'" in headers["Content-Security-Policy"], path
            assert "unsafe" not in headers["Content-Security-Policy"], path


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "/%09/evil.example",
    "javascript:alert(1)",
    "/fr//evil.example/",
    "/fr/entreprises/accueil/@evil.example",
    " //evil.example",
    "/fr/entreprises/accueil/\r\nSet-Cookie: x=1",
    "http:///evil.example",
    "/fr/session/fermer/",
    "/fr/agents/",
    "é" * 2000,
]


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_a_sign_in_leads_to_no_address_of_somebody_else(elsewhere: str) -> None:
    client = Client()
    client.post(reverse("enterprises:sign-in", query={"next": elsewhere}), {"user_code": make_rse().user.user_code})
    answer = client.post(reverse("enterprises:sign-in-password"), {"password": "x"})
    assert "evil" not in answer.content.decode()
    for name in ("choose-portal", "accounts:session-expired", "enterprises:sign-in"):
        answer = Client().get(reverse(name, query={"next": elsewhere}))
        assert urlsplit(answer.headers.get("Location", "/")).netloc == ""
        assert 'href="https://evil' not in answer.content.decode()
        assert 'href="//evil' not in answer.content.decode()


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_the_help_and_the_desk_lead_to_no_address_of_somebody_else(elsewhere: str) -> None:
    page = Client().get(reverse("help-page", query={"retour": elsewhere})).content.decode()
    for start in ('href="https://evil', 'href="//evil', 'href="/\\', 'href="javascript'):
        assert start not in page
    agent = make_agent()
    client = Client()
    client.post(reverse("agents:sign-in", query={"next": elsewhere}), {"user_code": agent.user.user_code})
    assert "evil" not in str(client.session.get("agent_sign_in", ""))


def test_the_cookie_between_code_and_password_holds_any_way_back_a_browser_keeps() -> None:
    client = Client()
    type_code(client, "KLMT4829", query="?next=/fr/entreprises/accueil/%3Fx%3D" + "%F0%9F%90%84" * 470)
    assert len(client.cookies["sign_in"].OutputString()) <= 4096


def test_every_cookie_is_closed_to_scripts_and_to_plain_http(settings: LazySettings) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    client = Client()
    client.get("/fr/entreprises/session/", secure=True)
    type_code(client, make_rse().user.user_code)
    client.post(reverse("enterprises:sign-in-password"), {"password": "x"})
    sign_in(client, make_rse().user.user_code)
    assert {"sessionid", "device"} <= set(client.cookies)
    for name, cookie in client.cookies.items():
        if cookie.value:
            assert (cookie["secure"], cookie["samesite"]) == (True, "Lax"), name
            assert cookie["httponly"] or name == "csrftoken", name
