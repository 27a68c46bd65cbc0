"""The page of a request to sign in (decision 0009): it leads through what is left to do, then gives the answer.

Refreshed, left, resumed, opened twice: one request has one answer, and each visit looks at everything again.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from oauthlib.oauth2.rfc6749.errors import OAuth2Error

from accounts.models import User
from accounts.session_marks import STARTED
from clicsequr.kernel.pages import page
from ministry_services.models import AuthorizationRequest
from ministry_services.protocol_errors import ProtocolError
from ministry_services.provider.engine import engine
from ministry_services.provider.requests import RedirectRefused, UnknownApplication, fault_address, recheck
from ministry_services.queries.authorization_requests import scope_agreed
from ministry_services.services.authorization_requests import RequestOver, grant_request, hold_request, refuse_request
from ministry_services.services.consents import give_consent
from ministry_services.views.answering import to_application
from ministry_services.views.authorization_steps import Visit, first_obstacle
from ministry_services.views.authorize import refused
from ministry_services.views.consent_page import claims_named, mark_of, show_consent, told_scope

# What the person's own refusal may tell the application; which page they were at decides, not what they send.
_REFUSALS = {"login_required", "unmet_authentication_requirements"}


@page(reads=(), writes=("GET", "POST"))
def authorization(request: HttpRequest, handle: str) -> HttpResponseBase:
    """Lead to the first obstacle, else ask for consent, else give the code."""
    now = timezone.now()
    try:
        waiting, is_served = hold_request(handle, now=now)
        recheck(waiting, is_served=is_served)
    except RequestOver as over:
        return render(request, "ministry_services/authorization_over.html", {"waiting": over.waiting}, status=410)
    except (UnknownApplication, RedirectRefused) as refusal:
        return refused(request, refusal)
    if "refuse" in request.POST:
        typed = request.POST["refuse"]
        return _refuse(request, waiting, typed if typed in _REFUSALS else "access_denied", now=now)
    visit = Visit(request, waiting, now)
    obstacle = first_obstacle(visit)
    if obstacle is not None:
        return _refuse(request, waiting, obstacle.error, now=now) if visit.asked.is_silent else obstacle.page()
    return _agreed(visit)


def _agreed(visit: Visit) -> HttpResponseBase:
    """Give the code once the person has agreed, now or before, to all that will be told."""
    told, given_now = told_scope(visit), visit.request.POST.get("continue") == mark_of(visit)
    is_agreed = "consent" not in visit.asked.prompt and told <= scope_agreed(visit.user, request=visit.waiting)
    if not (given_now or is_agreed):
        if visit.asked.is_silent:
            return _refuse(visit.request, visit.waiting, "consent_required", now=visit.now)
        return show_consent(visit)
    try:
        with transaction.atomic():
            if not is_agreed:
                give_consent(visit.waiting, by=visit.user, scope=told, now=visit.now)
            address = _granted(visit)
    except OAuth2Error as fault:
        refuse_request(visit.waiting, by=visit.user, reason=fault.error, now=visit.now)
        return to_application(visit.request, fault_address(visit.waiting.parameters, fault))
    return to_application(visit.request, address)


def _granted(visit: Visit) -> str:
    authorization = grant_request(
        visit.waiting,
        by=visit.user,
        access=visit.access,
        context=visit.context,
        claims=claims_named(visit),
        ends_at=datetime.fromisoformat(visit.request.session[STARTED]) + settings.SESSION_ABSOLUTE_LIMIT,
        now=visit.now,
    )
    return engine().code_address(visit.waiting, authorization=authorization)


def _refuse(request: HttpRequest, waiting: AuthorizationRequest, error: str, *, now: datetime) -> HttpResponseBase:
    by = request.user if isinstance(request.user, User) else None
    refuse_request(waiting, by=by, reason=error, now=now)
    return to_application(request, fault_address(waiting.parameters, ProtocolError(error)))
