"""Pytest plugin: a browser on a device with a passkey store that its owner unlocks."""

from collections.abc import Iterator

import pytest
from django.db import connections
from playwright.sync_api import Page, sync_playwright

from tests import chromium


@pytest.fixture
def passkey_page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """A page of that device."""
    # The threads of the live server give their connections back after each answer.
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.find(),
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
        )
        context = browser.new_context()
        page = context.new_page()
        devtools = context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        owner = {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
        options = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True, **owner}
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        yield page
        browser.close()
        # Inside the loop Django keeps another connection than outside; nobody else would close it.
        connections.close_all()
