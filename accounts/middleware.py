"""Limits of a session, and where each act comes from."""

from collections.abc import Callable
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from urllib.parse import parse_qs, urlencode, urlsplit

import structlog
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.next_address import namespace_of
from accounts.request_context import Origin, current_origin
from accounts.session_marks import SEEN, STARTED
from accounts.states import Portal

Response = Callable[[HttpRequest], HttpResponse]

# One session write a minute is enough to measure twenty.
MEASURED_EVERY = timedelta(seconds=60)


class SessionLimitsMiddleware:
    """End a session after 20 idle minutes or 8 hours, and at once when its account stops being active.

    Whoever is then led to a sign-in is told first that the session is over (Z-01), with the way back.
    """

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # An account that stopped being active is nobody already, but its session is still there.
        is_known = SESSION_KEY in request.session
        if is_known and (not request.user.is_authenticated or self._is_over(request, timezone.now())):
            logout(request)
        was_lost = not request.user.is_authenticated and settings.SESSION_COOKIE_NAME in request.COOKIES
        response = self.get_response(request)
        target = urlsplit(response.headers.get("Location", ""))
        # A visitor's session, such as that of a registration, is not lost: it still has its key.
        if was_lost and request.session.session_key is None and target.path in _sign_in_paths():
            wanted = parse_qs(target.query).get("next", [""])[0]
            query = {"next": wanted}
            # An address of the catalogue belongs to neither portal: the sign-in it led to says which.
            if (portal := _sign_in_paths()[target.path]) and namespace_of(wanted) == "ministry_services":
                query["portail"] = portal
            return redirect(f"{reverse('accounts:session-expired')}?{urlencode(query)}")
        return response

    @staticmethod
    def _is_over(request: HttpRequest, now: datetime) -> bool:
        idle = settings.AGENT_IDLE_LIMIT if _is_agent(request) else settings.SESSION_IDLE_LIMIT
        session = request.session
        started = datetime.fromisoformat(session.get(STARTED, now.isoformat()))
        seen = datetime.fromisoformat(session.get(SEEN, now.isoformat()))
        if not request.user.is_active or now - seen > idle or now - started > settings.SESSION_ABSOLUTE_LIMIT:
            return True
        if SEEN not in session or now - seen > MEASURED_EVERY:
            session[STARTED] = started.isoformat()
            session[SEEN] = now.isoformat()
        return False


def _is_agent(request: HttpRequest) -> bool:
    return getattr(request.user, "portal", "") == Portal.AGENTS


def _sign_in_paths() -> dict[str, str]:
    """Give the portal of each; none for the page that asks for it."""
    # The agents' desk says it on its own sign-in page.
    names = {name: portal for portal, name in settings.PORTAL_SIGN_INS.items() if portal != Portal.AGENTS}
    return {reverse(name): portal for name, portal in {settings.LOGIN_URL: "", **names}.items()}


class RequestContextMiddleware:
    """Give the journal the address and the id of the request."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # The id of the log lines of this request (clicsequr/request_log.py): the journal leads to them.
        request_id = str(structlog.contextvars.get_contextvars().get("request_id", ""))
        origin = Origin(client_address(request), client_network(request), request_id)
        token = current_origin.set(origin)
        try:
            return self.get_response(request)
        finally:
            current_origin.reset(token)


def client_address(request: HttpRequest) -> str:
    """Give the address of the client: the peer, or what the trusted proxies say of it, never what it says itself."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    trusted = settings.TRUSTED_PROXY_COUNT
    if trusted and len(hops) >= trusted:
        return hops[-trusted][:45]
    return str(request.META.get("REMOTE_ADDR", ""))[:45]


def client_network(request: HttpRequest) -> str:
    """Give what one subscriber holds: an IPv4 address, or the /64 in which IPv6 addresses change at will."""
    try:
        address = ip_address(client_address(request))
    except ValueError:
        return ""
    # A socket of both families writes IPv4 as « ::ffff:192.0.2.1 »: one /64 would hold the whole Internet.
    address = getattr(address, "ipv4_mapped", None) or address
    return str(ip_network((address, 64), strict=False)) if address.version == 6 else str(address)
