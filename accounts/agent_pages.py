"""How a page of the agents' desk is declared. `accounts/agent_site.py` says how it gets its address and its tab."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode

from accounts.agents import Agent, agent_of
from accounts.models import User
from accounts.states import Portal
from clicsequr.kernel.pages import View, page

# A PDF file shown at the desk: its viewer gets no script, no form, no address to reach.
FILE_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; sandbox"


class AgentRequest(HttpRequest):
    """The request of a page of the desk, as the type checker sees it."""

    agent: Agent


@dataclass(frozen=True)
class AgentTab:
    """A tab of the desk, shown to the agents who hold one of its roles."""

    order: int
    label: str | Promise
    url_name: str
    roles: tuple[str, ...]


def agent_page(
    roles: Iterable[str], *, reads: Iterable[str] = ("GET",), writes: Iterable[str] = ("POST",), journals: bool = False
) -> Callable[[Callable[..., HttpResponseBase]], View]:
    """Declare a page of the desk: a visitor signs in first, a signed-in person without one of `roles` gets 404.

    The view gets `request.agent` (user and roles). Everything `@page` promises holds; `journals` lets a GET
    write the journal, which every page showing a file of an enterprise does (FILE_VIEWED).
    """
    wanted = tuple(roles)
    reads = tuple(reads)

    def declare(view: Callable[..., HttpResponseBase]) -> View:
        @page(reads, writes, journals=journals, audience=", ".join(wanted))
        @wraps(view)
        def checked(request: AgentRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            user = verified_agent(request)
            if user is None:
                return _sign_in_first(request, back=request.get_full_path() if "GET" in reads else "")
            if user.password_expires_at is not None:
                return redirect("agents:new-password")
            request.agent = agent_of(user)
            if not request.agent.has_role(*wanted):
                raise Http404
            return view(request, *args, **kwargs)

        return checked

    return declare


def verified_agent(request: HttpRequest) -> User | None:
    """Give the agent whose second factor was checked in this session; None for anybody else."""
    user = request.user
    if not isinstance(user, User) or user.portal != Portal.AGENTS:
        return None
    return user if getattr(user, "otp_device", None) is not None else None  # set by django-otp's middleware


def _sign_in_first(request: HttpRequest, *, back: str) -> HttpResponseRedirect:
    if request.user.is_authenticated and request.user.portal != Portal.AGENTS:
        raise Http404
    query = {"next": back} if back else {}
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        query["ended"] = "1"  # the sign-in page says that the session is over (Z-01)
    return HttpResponseRedirect(reverse("agents:sign-in") + (f"?{urlencode(query)}" if query else ""))
