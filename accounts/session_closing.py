"""Closing the session in hand, and with it what other sites were given through it."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.utils.module_loading import import_string
from django.utils.translation import get_language

from accounts.services.sign_in import note_sign_out
from accounts.session_marks import SID
from clicsequr.kernel.sealed_cookies import SealedCookie

# What S-07 shows: the names of the services that are told, in both languages. A session would outlive its own end.
_TOLD: Final = SealedCookie(
    "closed", purpose="accounts.session_closing", lasts=timedelta(minutes=5), holds=["services", "others"]
)
MOST_NAMED = 8  # a cookie holds 4 kB
LONGEST_NAME = 80


def close_session(request: HttpRequest, *, now: datetime, asked_by: str = "") -> list[tuple[str, str]]:
    """Sign the person out and end what hangs on the session; give the names of the services that will be told.

    `asked_by` names the application that asked for it, which is not among them.
    """
    assert request.user.is_authenticated  # noqa: S101  views ask first
    sid, told = request.session.get(SID), []
    if sid:
        for name in settings.SESSION_ENDINGS:
            told += import_string(name)(UUID(sid), by=request.user, now=now, asked_by=asked_by)
    note_sign_out(request.user, by=request.user)
    logout(request)
    return told


def leave_told(response: HttpResponseBase, told: list[tuple[str, str]], *, now: datetime) -> None:
    """Leave for the page that says that the session is closed which services are told; nothing when none is."""
    if told:
        named = [[french[:LONGEST_NAME], english[:LONGEST_NAME]] for french, english in told[:MOST_NAMED]]
        _TOLD.put(response, {"services": named, "others": len(told) - len(named)}, now=now)


def told_services(request: HttpRequest, *, now: datetime) -> tuple[list[str], int]:
    """Give the names of the services that are told, in the language of the page, and how many more there are."""
    kept = _TOLD.read(request, now=now)
    if kept is None:
        return [], 0
    in_english = get_language() == "en"
    names = [english if in_english and english else french for french, english in kept["services"]]
    return names, kept["others"]
