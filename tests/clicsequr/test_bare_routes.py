"""Programs are answered in JSON, without a session or a cookie, whatever happens; browsers get their pages."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.db import OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from accounts.request_context import current_origin
from clicsequr.bare_routes import BareRoutesMiddleware
from clicsequr.kernel.errors import NotAllowed

SAFE = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Content-Type": "application/json",
}


@pytest.fixture
def failing() -> Any:
    """Put a view that raises an error at an address of programs; give the answer to a call of it."""

    def ask(error: Exception) -> HttpResponse:
        def view(request: HttpRequest) -> HttpResponse:
            raise error

        bare = BareRoutesMiddleware(lambda request: HttpResponse("a page"))
        bare.views = {"/openid/keys": view}
        return bare(RequestFactory().get("/openid/keys"))

    return ask


@pytest.mark.parametrize("path", ["/openid/nothing", "/api/v2/access", "/openid/keys/", "/api/", "/openid//keys"])
def test_an_address_of_no_program_is_answered_in_json(path: str) -> None:
    response = Client().get(path)
    assert (response.status_code, response.json()) == (404, {"error": "not_found"})
    assert response.headers.items() >= (SAFE | {"Cache-Control": "no-store"}).items()
    assert not response.cookies
    assert int(response.headers["Content-Length"]) == len(response.content)


def test_another_method_is_told_which_are_allowed() -> None:
    response = Client().delete("/openid/keys")
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")
    assert response.json() == {"error": "invalid_request", "error_description": "Method not allowed."}


def test_a_body_that_no_program_needs_is_refused_unread() -> None:
    response = Client().post("/openid/token", b"x" * 70_000, content_type="application/x-www-form-urlencoded")
    assert (response.status_code, response.json()["error"]) == (413, "invalid_request")


def test_an_unknown_host_is_refused_in_json() -> None:
    response = Client().get("/openid/keys", headers={"Host": "evil.example"})
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Http404(), 404, "not_found"),
        (NotAllowed(), 400, "invalid_request"),
        (OperationalError("the server closed the connection"), 503, "temporarily_unavailable"),
        (ValueError("a secret"), 500, "server_error"),
    ],
)
def test_what_escapes_from_a_view_is_json_and_tells_nothing(
    failing: Any, error: Exception, status: int, code: str
) -> None:
    response = failing(error)
    assert (response.status_code, response.headers["Cache-Control"]) == (status, "no-store")
    assert f'"error": "{code}"' in response.content.decode()
    assert str(error) not in response.content.decode()[10:] or not str(error)
    assert response.headers.get("Retry-After") == ("120" if status == 503 else None)


def test_the_journal_knows_where_a_call_came_from(settings: LazySettings) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    seen = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(current_origin.get().address)
        return HttpResponse()

    bare = BareRoutesMiddleware(lambda request: HttpResponse("a page"))
    bare.views = {"/openid/keys": view}
    bare(RequestFactory().get("/openid/keys", headers={"X-Forwarded-For": "198.51.100.7"}))
    assert seen == ["198.51.100.7"]
    assert current_origin.get().address == ""


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/openid/authorize", "/openid/end-session"])
def test_a_browser_gets_pages(path: str) -> None:
    response = Client().get(path)
    assert "text/html" in response.headers["Content-Type"]


def test_a_connection_that_answered_a_moment_ago_is_not_asked_whether_it_lives() -> None:
    bare = BareRoutesMiddleware(lambda request: HttpResponse("a page"))
    bare.views = {"/openid/keys": lambda request: HttpResponse()}
    asked = []
    for _call in range(2):
        connection.health_check_done = False
        bare(RequestFactory().get("/openid/keys"))
        asked.append(not connection.health_check_done)
    bare.of_thread.used_at -= 2
    connection.health_check_done = False
    bare(RequestFactory().get("/openid/keys"))
    asked.append(not connection.health_check_done)
    assert asked == [True, False, True]
