"""The start page of the creation of an account (screens.md C-01)."""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.actors import APPLICANT
from accounts.models import User
from accounts.next_address import asked_next
from accounts.states import Portal
from accounts.views.journeys import language_of_page
from citizens.models import AccountCreation
from citizens.rules.creation import CreationAnswers
from citizens.services.account_creation import start_creation
from citizens.steps import IDENTITY_PAGES, JOURNEY, Step
from citizens.views.creation_session import (
    COOKIE,
    answers_of,
    go_to_step,
    held_draft,
    hold_creation,
    step_url,
)
from clicsequr.kernel.pages import page
from ministry_services.models import OnlineService
from ministry_services.queries.catalogue import service_named

_SLUG = re.compile(r"[-a-zA-Z0-9_]{1,80}")


@page(audience="everyone")
def creation(request: HttpRequest) -> HttpResponseBase:
    """What to have at hand, how long it takes; posting opens a draft, or takes up the one without an answer yet."""
    if isinstance(request.user, User):
        return _already_signed_in(request, Portal(request.user.portal))
    service = _service_asked(request)
    if service is not None and service.portal != Portal.CITIZENS:
        return _other_portal(request, service)
    draft = held_draft(request)
    if request.method == "POST":
        return _begin(request, draft, service)
    context = {
        "service": service,
        "resume_url": step_url(JOURNEY.first_incomplete(answers_of(request, draft))) if draft and draft.version else "",
        "session_lost": "session" in request.GET and draft is None,
        "draft_days": settings.CREATION_DRAFT_DAYS,
        **_number_of_pages(),
    }
    return render(request, "citizens/creation_start.html", context)


def _begin(request: HttpRequest, draft: AccountCreation | None, service: OnlineService | None) -> HttpResponse:
    came_for = (service, asked_next(request))
    if draft is None or draft.version or (draft.service, draft.next_address) != came_for:
        draft = start_creation(
            service=service,
            next_address=asked_next(request),
            language=language_of_page(),
            now=timezone.now(),
            by=APPLICANT,
        )
        hold_creation(request, draft)
    response = go_to_step(CreationAnswers(draft))
    COOKIE.forget(response)
    return response


def _number_of_pages() -> dict[str, int]:
    # C-17 is left out: it is only there when no service came along.
    without_proof = len(Step) - 2
    return {"pages": without_proof, "pages_with_proof": without_proof + IDENTITY_PAGES}


def _service_asked(request: HttpRequest) -> OnlineService | None:
    """Give the service one comes for; an unknown one is no reason to stop anybody."""
    slug = request.GET.get("service", "")
    return service_named(slug) if _SLUG.fullmatch(slug) else None


def _already_signed_in(request: HttpRequest, portal: Portal) -> HttpResponse:
    if request.method == "POST":
        return redirect(request.get_full_path())
    context = {
        "signed_in_to": portal.label,
        "account_home_url": reverse(settings.PORTAL_HOMES[portal]),
        "is_citizen": portal == Portal.CITIZENS,
    }
    return render(request, "citizens/creation_signed_in.html", context)


def _other_portal(request: HttpRequest, service: OnlineService) -> HttpResponse:
    """X-05 for a visitor: the service decides the portal."""
    if request.method == "POST":
        return redirect(request.get_full_path())
    context = {
        "service": service,
        "needed": Portal(service.portal).label,
        "create_url": reverse(settings.PORTAL_CREATIONS[service.portal]),
        "sign_in_url": reverse(settings.PORTAL_SIGN_INS[service.portal]),
    }
    return render(request, "citizens/creation_other_portal.html", context)
