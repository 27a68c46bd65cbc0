"""What a session keeps of its beginning: when, from which network, with which browser. Never the whole user agent."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib.sessions.backends.base import SessionBase

STARTED = "session_started_at"
SEEN = "session_seen_at"
PLACE = "session_place"
SID = "sid"

# The first that fits: several browsers also name those they descend from.
_BROWSERS = [
    ("Edge", re.compile(r"\bEdg(?:e|A|iOS)?/")),
    ("Opera", re.compile(r"\bOPR/|\bOpera\b")),
    ("Samsung Internet", re.compile(r"\bSamsungBrowser/")),
    ("Firefox", re.compile(r"\b(?:Firefox|FxiOS)/")),
    ("Chrome", re.compile(r"\b(?:Chrome|CriOS|Chromium)/")),
    ("Safari", re.compile(r"\bSafari/")),
]
_SYSTEMS = [
    ("iPhone", re.compile(r"\biPhone\b")),
    ("iPad", re.compile(r"\biPad\b")),
    ("Android", re.compile(r"\bAndroid\b")),
    ("Windows", re.compile(r"\bWindows\b")),
    ("ChromeOS", re.compile(r"\bCrOS\b")),
    ("macOS", re.compile(r"\bMac OS X\b|\bMacintosh\b")),
    ("Linux", re.compile(r"\bLinux\b")),
]
LONGEST_AGENT = 400


@dataclass(frozen=True)
class SessionPlace:
    """Names of products, the same in every language; empty when unknown."""

    browser: str = ""
    system: str = ""
    network: str = ""


def place_of(user_agent: str, *, network: str) -> SessionPlace:
    """Give the browser and the system that a user agent names, and where it asks from."""
    agent = user_agent[:LONGEST_AGENT]
    return SessionPlace(_first(_BROWSERS, agent), _first(_SYSTEMS, agent), network)


def mark_session(session: SessionBase, place: SessionPlace, *, now: datetime) -> None:
    """Start the clock of a session, name it, and keep where it began."""
    session[STARTED] = session[SEEN] = now.isoformat()
    session[SID] = str(uuid4())
    session[PLACE] = [place.browser, place.system, place.network]


def place_in(data: dict[str, Any]) -> SessionPlace:
    return SessionPlace(*data.get(PLACE, []))


def _first(names: list[tuple[str, re.Pattern[str]]], agent: str) -> str:
    return next((name for name, pattern in names if pattern.search(agent)), "")
