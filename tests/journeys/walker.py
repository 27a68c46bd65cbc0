"""A person in a browser, who also looks at what a test should: accessibility, policy reports, strangers' addresses."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from tests.house.source import ROOT

AXE = (ROOT / "var" / "theme-build" / "node_modules" / "axe-core" / "axe.min.js").read_text
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass
class Walker:
    """One browser context. `check()` holds what is true of every page; a journey calls it at each step."""

    context: BrowserContext
    page: Page
    address: str
    problems: list[str] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)
    javascript: bool = True

    def go(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def fill(self, label: str, value: str) -> None:
        self.page.get_by_label(label, exact=True).fill(value)

    def choose(self, label: str) -> None:
        self.page.get_by_label(label, exact=True).check()

    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    def text(self) -> str:
        return self.page.locator("main").inner_text()

    def check(self) -> None:
        """One h1, a title that says the page, the language of the address, no sideways scroll, axe finds nothing."""
        page = self.page
        where = re.sub(r"[0-9a-f-]{36}", "…", page.url)
        assert page.locator("h1").count() == 1, f"{where}: {page.locator('h1').count()} h1"
        language = page.locator("html").get_attribute("lang")
        assert language and f"/{language}/" in page.url, f"{where}: lang is {language}"
        erred = page.locator(".govuk-error-summary").count() > 0
        prefix = {"fr": "Erreur\u00a0: ", "en": "Error: "}[language]
        assert page.title().startswith(prefix) == erred, f"{where}: title is {page.title()!r}"
        if self.javascript:
            width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
            assert width[0] <= width[1], f"{where}: scrolls sideways, {width}"
            self._look_for_barriers(where)
        assert not self.problems, f"{where}: {self.problems}"

    def _look_for_barriers(self, where: str) -> None:
        self.page.evaluate(AXE(encoding="utf-8"))
        found = self.page.evaluate(f"axe.run(document, {{runOnly: {TAGS}}})")["violations"]
        told = [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]
        assert not told, f"{where}: {told}"


def walk_in(browser: Browser, address: str, *, width: int = 1100, javascript: bool = True, **options: object) -> Walker:
    """Open a context of its own and start to watch it."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=javascript, locale="fr-CA", **options
    )  # type: ignore[arg-type]
    context.set_default_timeout(15_000)
    page = context.new_page()
    walker = Walker(context, page, address, javascript=javascript)

    def hear(message: ConsoleMessage) -> None:
        # A 4xx page is part of many journeys; the browser reports it as an error of loading.
        if message.type == "error" and "Failed to load resource" not in message.text:
            walker.problems.append(message.text)

    def notice(request: Request) -> None:
        if not request.url.startswith((address, "data:")):
            walker.problems.append(f"asks {request.url}")

    page.on("console", hear)
    page.on("request", notice)
    page.on("pageerror", lambda error: walker.problems.append(str(error)))
    return walker
