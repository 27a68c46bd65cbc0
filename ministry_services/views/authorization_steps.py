"""What stands between a request and its answer, in order: each obstacle has its page, or its error when none may show.

Looked at anew at each visit: nothing that a page said before is taken for granted.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.authentication_context import AuthenticationContext, context_of
from accounts.models import User
from accounts.states import Portal
from accounts.views.access import sign_in_first
from ministry_services.access_policy import Access, ChoiceNeeded, policy_of
from ministry_services.models import AuthorizationRequest, OnlineService
from ministry_services.queries.authorization_requests import subject_of
from ministry_services.rules.acr import acr_of, satisfies
from ministry_services.rules.asked import Asked, acr_to_reach, asked_in, is_fresh_enough


class Obstacle(NamedTuple):
    """`error`: what the application is told when it asked for no page (prompt=none, OIDC Core §3.1.2.6)."""

    error: str
    page: Callable[[], HttpResponseBase]


@dataclass
class Visit:
    """A browser at the page of a request."""

    request: HttpRequest
    waiting: AuthorizationRequest
    now: datetime

    @cached_property
    def asked(self) -> Asked:
        return asked_in(self.waiting.parameters)

    @property
    def service(self) -> OnlineService:
        assert self.waiting.service is not None  # noqa: S101  a request that was brought has one
        return self.waiting.service

    @property
    def user(self) -> User:
        assert isinstance(self.request.user, User)  # noqa: S101  the first obstacle stops everybody else
        return self.request.user

    @cached_property
    def context(self) -> AuthenticationContext:
        return context_of(self.request)

    @cached_property
    def held(self) -> str:
        """The assurance of the session."""
        return str(acr_of(self.context.methods))

    @cached_property
    def access(self) -> Access:
        """The portal's decision; raises ChoiceNeeded."""
        return policy_of(self.service.portal).entering(
            self.request, self.service, enterprise=self.asked.enterprise, now=self.now
        )

    def then(self, name: str, **asked: str) -> HttpResponseBase:
        """Lead to a page that comes back here."""
        return redirect(f"{reverse(name)}?{urlencode({**asked, 'next': self.request.get_full_path()})}")

    def at_the_gate(self) -> HttpResponseBase:
        """Lead to the gate of the portal: it says why not, and comes back here when that is over."""
        gate = reverse(settings.PORTAL_GATES[self.service.portal], kwargs={"slug": self.service.slug})
        return redirect(f"{gate}?{urlencode({'next': self.request.get_full_path()})}")


def first_obstacle(visit: Visit) -> Obstacle | None:
    """Give the first thing that stands in the way; None when only the consent is left."""
    return next(_obstacles(visit), None)


def _obstacles(visit: Visit) -> Iterator[Obstacle]:
    request, asked, service = visit.request, visit.asked, visit.service
    if not request.user.is_authenticated:
        yield Obstacle("login_required", lambda: _sign_in(visit))
    if visit.user.portal != service.portal:
        yield Obstacle("login_required", visit.at_the_gate)
    if asked.subject and subject_of(visit.user, visit.waiting.relying_party.sector) != asked.subject:
        yield Obstacle("login_required", lambda: _other_person(visit, is_hinted=True))
    if not is_fresh_enough(
        asked, authenticated_at=visit.context.authenticated_at, received_at=visit.waiting.received_at
    ):
        yield Obstacle("login_required", lambda: visit.then("accounts:confirm"))
    yield from _weak_sign_in(visit)
    if "select_account" in asked.prompt and "choisi" not in request.GET:
        yield Obstacle("account_selection_required", lambda: _choose(visit))
    yield from _no_access(visit)


def _sign_in(visit: Visit) -> HttpResponseBase:
    portal = Portal(visit.service.portal)
    return sign_in_first(visit.request, portal=portal, user_code=visit.asked.login_hint)


def _weak_sign_in(visit: Visit) -> Iterator[Obstacle]:
    wanted = acr_to_reach(visit.asked, held=visit.held, minimum=visit.service.minimum_acr)
    is_wish = not visit.asked.acr_is_essential and satisfies(visit.held, visit.service.minimum_acr)
    # acr_values are a wish (OIDC Core §3.1.2.1): who cannot fulfil it, or says no, goes on with what the session has.
    if not wanted or (is_wish and ("sans" in visit.request.GET or visit.asked.is_silent)):
        return
    more = {"voeu": "1"} if is_wish else {}
    yield Obstacle("interaction_required", lambda: visit.then("accounts:step-up", acr=wanted, **more))


def _no_access(visit: Visit) -> Iterator[Obstacle]:
    try:
        allowed = visit.access.allowed
    except ChoiceNeeded as needed:
        address = needed.address
        yield Obstacle("account_selection_required", lambda: redirect(address))
        return
    if not allowed:
        yield Obstacle("access_denied", visit.at_the_gate)


def _choose(visit: Visit) -> HttpResponseBase:
    """Let the person choose in whose name, or who signs in: once, the address says that it was done."""
    here = f"{visit.request.path}?choisi=1"
    chooser = settings.PORTAL_CHOOSERS.get(visit.service.portal)
    if chooser:
        return redirect(f"{reverse(chooser)}?{urlencode({'next': here, 'service': visit.service.slug})}")
    return _other_person(visit, is_hinted=False)


def _other_person(visit: Visit, *, is_hinted: bool) -> HttpResponseBase:
    context = {
        "waiting": visit.waiting,
        "service": visit.service,
        "is_hinted": is_hinted,
        "go_on_url": f"{visit.request.path}?choisi=1",
        "here": visit.request.path,
    }
    return render(visit.request, "ministry_services/authorization_person.html", context)
