"""A person at a browser without a screen: follows what leads on, reads the forms of a page, fills them in, presses."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

import requests

LONGEST_ROAD = 12
_REFRESH = re.compile(r'http-equiv="refresh" content="0;url=([^"]+)"')
_TYPED = {"text", "password", "email", "tel", "number", "search"}


@dataclass
class Form:
    """What a form would send untouched, the names of what is typed or ticked in it, and its buttons."""

    action: str
    method: str
    held: dict[str, str] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    choices: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(given.get("action", ""), given.get("method", "get").lower()))
            self.inside = True
        elif self.inside and tag == "input":
            self._input(given)
        elif self.inside and tag == "button" and given.get("type", "submit") == "submit":
            self.found[-1].buttons.append((given.get("name", ""), given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "form"

    def _input(self, given: dict[str, str]) -> None:
        kind, name, value = given.get("type", "text"), given.get("name", ""), given.get("value", "")
        form = self.found[-1]
        if kind in {"radio", "checkbox"}:
            form.choices.setdefault(name, []).append(value)
            if "checked" in given:
                form.held[name] = value
        elif name:
            form.held[name] = value
            form.asked |= {name} if kind in _TYPED else set()


class Visitor:
    """`left_for` is the first address outside the site that it was led to: an application's, which nobody serves."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.browser = requests.Session()
        self.left_for = ""
        self.page = requests.Response()

    def open(self, address: str) -> None:
        """Go to an address of the site, and wherever it leads."""
        self.left_for = ""
        self._follow(self.browser.get(urljoin(self.site, address), allow_redirects=False, timeout=60))

    def forms(self) -> list[Form]:
        reader = _Forms()
        reader.feed(self.page.text)
        return reader.found

    def form_asking(self, name: str) -> Form | None:
        return next((one for one in self.forms() if name in one.asked or name in one.choices), None)

    def button_named(self, name: str) -> tuple[Form, tuple[str, str]]:
        found = [(form, button) for form in self.forms() for button in form.buttons if button[0] == name]
        assert found, f"No button {name!r} on {self.page.url} ({self.page.status_code})"
        return found[0]

    def send(self, form: Form, typed: Mapping[str, str]) -> None:
        """Send a form of the page with what it holds, and follow."""
        address = urljoin(self.page.url, form.action)
        headers = {"Origin": self.site, "Referer": self.page.url}
        data = form.held | dict(typed)
        self._follow(self.browser.post(address, data=data, headers=headers, allow_redirects=False, timeout=60))

    def _follow(self, answer: requests.Response) -> None:
        self.page = answer
        for _turn in range(LONGEST_ROAD):
            led = _REFRESH.search(self.page.text)
            if not self.page.is_redirect and led is None:
                return
            onward = self.page.headers["Location"] if self.page.is_redirect else unescape(led[1])
            target = urljoin(self.page.url, onward)
            if not target.startswith(f"{self.site}/"):
                self.left_for = target
                return
            self.page = self.browser.get(target, allow_redirects=False, timeout=60)
        raise AssertionError(f"Led in a circle: {self.page.url}")

    @property
    def answer(self) -> dict[str, str]:
        """What the application is told in the address it was left for."""
        return dict(parse_qsl(urlsplit(self.left_for).query, keep_blank_values=True))
