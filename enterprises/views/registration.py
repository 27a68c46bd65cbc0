"""Around the steps of a registration: its door, its start, its ends (screens.md E-01, E-02, E-14, X-06, Z-09)."""

from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.actors import APPLICANT
from accounts.states import Portal
from accounts.views.journeys import language_of_page
from clicsequr.kernel.masking import mask_email
from clicsequr.kernel.pages import page
from enterprises.models import Registration
from enterprises.queries.registrations import registrations_of_browser, registrations_of_user
from enterprises.rules.registration import RegistrationStatus, kept_until, status_of
from enterprises.services.registration_drafts import start_registration
from enterprises.states import RegistrationState
from enterprises.steps import first_incomplete
from enterprises.views.registration_session import (
    HELD,
    PUT_ASIDE,
    go_to_step,
    go_where_it_stands,
    held_registration,
    hold_registration,
    step_url,
)
from enterprises.views.sign_in import pending_registration
from ministry_services.way_in import waiting_in

STOPS = {
    "radiee": "enterprises/registration_struck_off.html",
    "deja-inscrite": "enterprises/registration_already_registered.html",
    "clic-revenu": "enterprises/registration_legacy_firm.html",
}


@page(writes=(), audience="everyone")
def registration(request: HttpRequest) -> HttpResponse:
    return render(request, "enterprises/registration_door.html")


@page(audience="everyone")
def registration_start(request: HttpRequest) -> HttpResponse:
    """Before you start (E-02); posting opens a draft, or takes up the one that has no answer yet."""
    held = held_registration(request)
    draft = held if held and held.state == RegistrationState.DRAFT else None
    if request.method == "POST":
        if draft is None or draft.version:
            draft = start_registration(language=language_of_page(), now=timezone.now(), by=APPLICANT)
            hold_registration(request, draft)
        return go_to_step(draft)
    context = {
        "resume_url": step_url(first_incomplete(draft)) if draft and draft.version else "",
        "session_lost": "session" in request.GET and draft is None,
        "draft_days": settings.REGISTRATION_DRAFT_DAYS,
    }
    return render(request, "enterprises/registration_start.html", context)


@page(writes=(), audience="everyone")
def registration_stopped(request: HttpRequest, reason: str) -> HttpResponse:
    if reason not in STOPS:
        raise Http404
    return render(request, STOPS[reason])


@page(writes=(), audience="applicant")
def registration_saved(request: HttpRequest) -> HttpResponse:
    """Say what is kept, until when and how to come back; without an address, that only this browser leads back."""
    draft = _by_session(request, PUT_ASIDE)
    if draft is None or draft.state != RegistrationState.DRAFT:
        return redirect("enterprises:registration")
    context = {
        "registration": draft,
        "until": kept_until(draft.updated_at, days=settings.REGISTRATION_DRAFT_DAYS),
        "masked_email": mask_email(draft.contact_email),
        "back_to_draft_url": step_url(first_incomplete(draft)) if request.session.get(HELD) else "",
    }
    return render(request, "enterprises/registration_saved.html", context)


@page(writes=(), audience="applicant")
def registration_submitted(request: HttpRequest) -> HttpResponse:
    submitted = held_registration(request)
    if submitted is None or submitted.state == RegistrationState.DRAFT:
        return go_where_it_stands(None) if submitted is None else redirect(step_url(first_incomplete(submitted)))
    if submitted.state != RegistrationState.SUBMITTED:
        return redirect("enterprises:registration-status")
    return render(request, "enterprises/registration_submitted.html", {"registration": submitted})


@page(writes=(), audience="applicant")
def registration_status(request: HttpRequest) -> HttpResponse:
    """Where the registration stands (X-06): of the signed-in account, of one about to be, of this browser."""
    if request.user.is_authenticated and request.user.portal == Portal.ENTERPRISES:
        shown = registrations_of_user(request.user.pk).first()
    else:
        shown = _kept(pending_registration(request)) or _by_session(request, HELD)
        if shown is None or shown.state == RegistrationState.DRAFT:
            return redirect("enterprises:sign-in")
    # An account without a registration came from Clic Revenu: only an inactive enterprise leads it here.
    status = status_of(shown) if shown else RegistrationStatus.INACTIVE
    context = {
        "registration": shown,
        "status": status,
        "expires_at": _expiry(shown) if shown else None,
        "mailing_address": settings.LEW4_MAILING_ADDRESS,
        "waiting": waiting_in(request, now=timezone.now()),
    }
    return render(request, "enterprises/registration_status.html", context)


def _by_session(request: HttpRequest, key: str) -> Registration | None:
    return _kept(request.session.get(key, ""))


def _kept(held: str) -> Registration | None:
    if not held:
        return None
    return registrations_of_browser(held, now=timezone.now()).select_related("enterprise").first()


def _expiry(registration: Registration) -> datetime | None:
    if registration.submitted_at is None:
        return None
    return kept_until(registration.submitted_at, days=settings.REGISTRATION_EXPIRY_DAYS)
