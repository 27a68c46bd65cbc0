"""What one page leaves for the next in the browser alone."""

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpRequest, HttpResponse

from clicsequr.kernel.sealed_cookies import CookieTooLarge, OtherContent, SealedCookie
from clicsequr.kernel.sealing import seal

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
COOKIE = SealedCookie("tea", purpose="kernel.tea", lasts=timedelta(minutes=10), holds=["leaf", "sugar"])


def left(content: dict[str, object], *, purpose: str = COOKIE.purpose) -> HttpRequest:
    """Give the next request of a browser to which any release left this."""
    request = HttpRequest()
    request.COOKIES[COOKIE.name] = urlsafe_b64encode(seal(json.dumps(content), purpose=purpose)).decode()
    return request


def test_what_was_left_is_read_until_its_time_is_over() -> None:
    response, request = HttpResponse(), HttpRequest()
    COOKIE.put(response, {"leaf": "thé du Labrador", "sugar": 0}, now=NOW)
    cookie = response.cookies["tea"]
    request.COOKIES["tea"] = cookie.value
    assert COOKIE.read(request, now=NOW + timedelta(minutes=10)) == {"leaf": "thé du Labrador", "sugar": 0}
    assert COOKIE.read(request, now=NOW + timedelta(minutes=10, seconds=1)) is None
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 600)


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"leaf": "a"},
        {"leaf": "a", "sugar": 1, "milk": 2},
        {"leaf": "a", "milk": 2},
    ],
)
def test_what_another_release_left_counts_for_nothing(content: dict[str, object]) -> None:
    until = NOW.timestamp() + 60
    assert COOKIE.read(left({"leaf": "a", "sugar": 1, "until": until}), now=NOW) == {"leaf": "a", "sugar": 1}
    assert COOKIE.read(left({**content, "until": until}), now=NOW) is None
    assert COOKIE.read(left({"leaf": "a", "sugar": 1}), now=NOW) is None
    assert COOKIE.read(left({"leaf": "a", "sugar": 1, "until": until}, purpose="kernel.coffee"), now=NOW) is None


@pytest.mark.parametrize("value", ["", "é", "AAAA", "not base64!", "A" * 5000, "\x00"])
def test_what_nobody_sealed_counts_for_nothing(value: str) -> None:
    request = HttpRequest()
    request.COOKIES["tea"] = value
    assert COOKIE.read(request, now=NOW) is None


def test_a_page_leaves_what_its_cookie_holds_and_no_more_than_a_browser_keeps() -> None:
    with pytest.raises(OtherContent):
        COOKIE.put(HttpResponse(), {"leaf": "a"}, now=NOW)
    with pytest.raises(CookieTooLarge):
        COOKIE.put(HttpResponse(), {"leaf": "a" * 3000, "sugar": 1}, now=NOW)
