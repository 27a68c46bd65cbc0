"""Pytest plugin: journeys marked `browser` need Debian's chromium. CI fails without it; elsewhere they are left out."""

import os
import shutil

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
LEFT_OUT = "Left out: the browser journeys, because Chromium is not installed (Debian: apt-get install chromium)."


def find() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def pytest_configure() -> None:
    if os.environ.get("CI", "").lower() in {"1", "true"} and find() is None:
        raise pytest.UsageError("CI runs the browser journeys: install chromium.")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Journeys first, so that no worker waits at the end for the longest of them.

    Deselected, so that a run without Chromium says what it did and nothing is counted as skipped.
    """
    if find() is not None:
        items.sort(key=lambda item: item.get_closest_marker("browser") is None)
        return
    journeys = [item for item in items if item.get_closest_marker("browser")]
    if journeys:
        config.hook.pytest_deselected(items=journeys)
        items[:] = [item for item in items if item not in journeys]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if find() is None:
        terminalreporter.write_line(LEFT_OUT, yellow=True)
