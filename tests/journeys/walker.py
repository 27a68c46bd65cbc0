"""A person in a browser, who also looks at what a test should: accessibility, policy reports, strangers' addresses."""

import os
import re
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request

from tests.house.source import ROOT

AXE = ROOT / "var" / "theme-build" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NOT_A_CHOICE = ":not([type=radio], [type=checkbox])"
PATIENCE = 15_000
# Set it to a folder to keep a picture of every page that is checked.
FOLDER_OF_ALL = os.environ.get("JOURNEY_PICTURES", "")
_numbers = count(1)
# Every element with its attributes but those that change from one visit to the next, and the focus. Of an attribute in
# words, only that it is there: the same page in the other language is built alike.
SKELETON = """() => [...document.querySelectorAll("*")].map(one => one.tagName + [...one.attributes]
    .filter(held => !["value", "href", "content", "action", "src"].includes(held.name))
    .map(held => held.name + "=" + (/^(aria-label|alt|title|placeholder|(href)?lang|data-)/.test(held.name)
        ? held.value && "…" : held.value)) + (one.textContent.trim() ? "t" : "")
    + (one === document.activeElement ? "f" : "")).join()"""
LOOK = """() => { const whole = document.documentElement; return [document.querySelectorAll("h1").length, whole.lang,
    document.title, !!document.querySelector(".govuk-error-summary"), whole.scrollWidth, whole.clientWidth]; }"""
_looked_at: set[tuple[object, str]] = set()


@dataclass
class Walker:
    """One browser context. `check()` holds what is true of every page; a journey calls it at each step.

    Labels are given as the French source says them; a walker in English reads them in the catalogue.
    """

    context: BrowserContext
    page: Page
    address: str
    language: str = "fr"
    javascript: bool = True
    problems: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open an address; `path` begins after the language."""
        self.page.goto(f"{self.address}/{self.language}{path}")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=self.says(name), exact=True).first.click()

    def follow(self, name: str) -> None:
        """Follow a link, also one that looks like a button."""
        said = self.says(name)
        link = self.page.get_by_role("link", name=said, exact=True)
        link.or_(self.page.locator("a").and_(self.page.get_by_role("button", name=said, exact=True))).first.click()

    def fill(self, label: str, value: str) -> None:
        self.field(label).and_(self.page.locator(NOT_A_CHOICE)).fill(value)

    def choose(self, label: str) -> None:
        self.field(label).and_(self.page.locator("[type=radio], [type=checkbox]")).check()

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(self.says(label), exact=True)

    def says(self, french: str) -> str:
        """Give a sentence of the interface in the walker's language."""
        with translation.override(self.language):
            return translation.gettext(french)

    def submit_empty(self, button: str = "Continuer") -> None:
        """Answer nothing: the page comes back with its errors, and the focus is on their summary."""
        self.press(button)
        self.page.locator(".govuk-error-summary").wait_for()
        self.check()

    def heading(self) -> str:
        self.settle()
        return self.page.locator("h1").inner_text()

    def text(self) -> str:
        self.settle()
        return self.page.locator("main").inner_text()

    def settle(self) -> None:
        """Wait for the page that a press leads to, past one that only leads on to another site."""
        # A press returns when the next page begins to come, not when it is there.
        self.page.wait_for_load_state()
        self.page.locator("meta[http-equiv=refresh]").wait_for(state="detached")
        self.page.wait_for_load_state()

    def is_at(self, heading: str) -> None:
        """Expect this page, and look at it."""
        assert self.heading() == self.says(heading), f"{self.page.url}: {self.heading()!r}. {self.text()[:400]}"
        self.check()

    def check(self, *, axe: bool = True) -> None:
        """One h1, a title that says the page, the language of the address, no sideways scroll, axe finds nothing."""
        page = self.page
        self.settle()
        where = re.sub(r"[0-9a-f-]{36}", "…", page.url)
        self._keep_a_picture()
        headings, language, title, erred, width, room = page.evaluate(LOOK)
        assert headings == 1, f"{where}: {headings} h1"
        assert language == self.language, f"{where}: lang is {language}"
        assert f"/{language}/" in page.url, f"{where}: lang is {language}"
        prefix = {"fr": "Erreur\u00a0: ", "en": "Error: "}[language]
        assert title.startswith(prefix) == erred, f"{where}: title is {title!r}"
        assert width <= room, f"{where}: scrolls sideways, {width} in {room}"
        # axe waits for timers, which a page without scripts never runs.
        if axe and self.javascript:
            self._look_for_barriers(where)
        assert not self.problems, f"{where}: {self.problems}"

    def show(self, name: str) -> None:
        """With PICTURES=1, make the picture of the README anew."""
        if os.environ.get("PICTURES") == "1":
            place = ROOT / "docs" / "pictures" / f"{name}.png"
            place.parent.mkdir(exist_ok=True)
            self.page.screenshot(path=place)

    def _look_for_barriers(self, where: str) -> None:
        """Ask axe, once in a run for pages built alike: it judges elements, not the words in them."""
        build = (self.page.viewport_size or {}).get("width"), self.page.evaluate(SKELETON)
        if build in _looked_at:
            return
        _looked_at.add(build)
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(f"axe.run(document, {{runOnly: {TAGS}, resultTypes: ['violations']}})")["violations"]
        told = [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]
        assert not told, f"{where}: {told}"

    def _keep_a_picture(self) -> None:
        if FOLDER_OF_ALL:
            name = re.sub(r"\W+", "-", re.sub(r"[0-9a-f-]{36}", "x", self.page.url.removeprefix(self.address)))
            width = (self.page.viewport_size or {})["width"]
            place = Path(FOLDER_OF_ALL) / f"{next(_numbers):03d}{name}{width}.png"
            self.page.screenshot(path=place, full_page=True)


def walk_in(
    browser: Browser,
    address: str,
    *,
    language: str = "fr",
    width: int = 1100,
    javascript: bool = True,
    state: object = None,
    ministry: str = "data:",
) -> Walker:
    """Open a context of its own and start to watch it; `state` is the storage of a walker who has signed in.

    `ministry`: the one other site that a page may lead to.
    """
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        java_script_enabled=javascript,
        locale=f"{language}-CA",
        storage_state=state,  # type: ignore[arg-type]
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    walker = Walker(context, page, address, language=language, javascript=javascript)

    def hear(message: ConsoleMessage) -> None:
        # A 4xx page is part of many journeys; the browser reports it as an error of loading.
        if message.type == "error" and "Failed to load resource" not in message.text:
            walker.problems.append(message.text)

    def notice(request: Request) -> None:
        if not request.url.startswith((address, ministry, "data:")):
            walker.problems.append(f"asks {request.url}")

    page.on("console", hear)
    page.on("request", notice)
    page.on("pageerror", lambda error: walker.problems.append(str(error)))
    return walker
