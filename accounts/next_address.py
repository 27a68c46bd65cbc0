"""Where to go after a sign-in: only to a page of ours that a signed-in person may be sent to."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, get_language_from_path, override

LONGEST = 500  # bytes: sealed cookies carry it, with other things
# The agents' desk has its own sign-in; nobody is led to a page that only answers POST.
OPEN_SPACES = {"enterprises", "citizens", "ministry_services", "accounts"}
NEVER = {"accounts:sign-out", "accounts:keep-alive", "accounts:signed-out", "accounts:session-expired"}


def safe_next(address: str | None) -> str:
    """Give the path back when it is one of ours, else nothing: no redirect leaves this site."""
    if not address or not address.startswith("/"):
        return ""
    # No address of ours holds a NUL or a line break: a column cannot keep the one, a cookie swells by the other.
    if len(address.encode()) > LONGEST or not address.isprintable():
        return ""
    # Neither scheme nor host may be there; it also refuses « //host », « /\\host » and control characters.
    if not url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        return ""
    match = _match_of(address)
    if match is None or not match.namespaces or match.view_name in NEVER:
        return ""
    return address if match.namespaces[0] in OPEN_SPACES else ""


def namespace_of(address: str) -> str:
    """Give the application an address belongs to, to choose its portal."""
    match = _match_of(address) if address else None
    return match.namespaces[0] if match and match.namespaces else ""


def kwargs_of(address: str) -> dict[str, str]:
    """Give the named parts of an address of ours; none of any other."""
    match = _match_of(address) if address else None
    return {name: str(value) for name, value in match.kwargs.items()} if match else {}


def _match_of(address: str) -> ResolverMatch | None:
    path = address.partition("?")[0].partition("#")[0]
    try:
        # An address of the other language is ours too: the person may have switched on the way.
        with override(get_language_from_path(path)):
            return resolve(path)
    except Resolver404:
        return None


def asked_next(request: HttpRequest) -> str:
    return safe_next(request.GET.get("next"))


def in_present_language(address: str) -> str:
    """Give the same page in the language the person reads now: only the first part of the path differs."""
    first, slash, rest = address.removeprefix("/").partition("/")
    return f"/{get_language()}/{rest}" if slash and first in dict(settings.LANGUAGES) else address
