"""Where to go after a sign-in: only to a page of ours that a signed-in person may be sent to."""

from django.http import HttpRequest
from django.urls import Resolver404, resolve, translate_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language

LONGEST = 500
# The agents' desk has its own sign-in; nobody is led to a page that only answers POST.
OPEN_SPACES = {"enterprises", "citizens", "ministry_services", "accounts"}
NEVER = {"accounts:sign-out", "accounts:keep-alive", "accounts:signed-out", "accounts:session-expired"}


def safe_next(address: str | None) -> str:
    """Give the path back when it is one of ours, else nothing: no redirect leaves this site."""
    if not address or len(address) > LONGEST or not address.startswith("/"):
        return ""
    # Neither scheme nor host may be there; it also refuses « //host », « /\\host » and control characters.
    if not url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        return ""
    try:
        match = resolve(address.partition("?")[0].partition("#")[0])
    except Resolver404:
        return ""
    is_open = bool(match.namespaces) and match.namespaces[0] in OPEN_SPACES
    return address if is_open and match.view_name not in NEVER else ""


def asked_next(request: HttpRequest) -> str:
    return safe_next(request.GET.get("next"))


def in_present_language(address: str) -> str:
    """Give the same page in the language the person reads now: they may have switched on the way."""
    return translate_url(address, get_language() or "fr")
