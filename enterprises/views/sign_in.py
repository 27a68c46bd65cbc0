"""Sign-in to clicSÉQUR – Entreprises: code, password, then what the account's state allows."""

from collections.abc import Mapping
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.sign_in_flow import begin_session
from accounts.states import Portal, UserState
from accounts.views.sign_in import Door, code_page, passkey_page, password_page
from clicsequr.kernel.pages import page
from enterprises.queries.sign_in import best_membership, latest_registration
from enterprises.rules.sign_in import Standing, standing
from ministry_services.queries.waiting import asked_at
from ministry_services.way_in import keeping_waiting, waiting_in

PORTAL = Portal.ENTERPRISES
# Session key that lets the applicant see the state of a registration not activated yet.
PENDING_REGISTRATION = "pending_registration_id"
PENDING_UNTIL = "pending_registration_until"
REFUSALS = {
    "suspendu": Standing.SUSPENDED,
    "revoque": Standing.REVOKED,
    "entreprise-inactive": Standing.ENTERPRISE_INACTIVE,
    "mot-de-passe-expire": Standing.PASSWORD_EXPIRED,
}
_ADDRESS_OF = {standing: address for address, standing in REFUSALS.items()}


@page(writes=())
def sign_in_refused(request: HttpRequest, reason: str) -> HttpResponse:
    """X-11, and the pages for an inactive enterprise and a temporary password that is too old."""
    context = {"reason": REFUSALS[reason], "waiting": waiting_in(request, now=timezone.now())}
    return render(request, "enterprises/sign_in_refused.html", context)


def enter(request: HttpRequest, user: User, *, target: str, passkey: Authenticator | None = None) -> HttpResponse:
    """Lead a person whose password or passkey is right where their state allows."""
    registration = None if user.state == UserState.ACTIVE else latest_registration(user)
    result = standing(user, best_membership(user), registration, now=timezone.now())
    if result == Standing.NOT_ACTIVATED and registration is not None:
        # A session id that somebody planted must not show another firm's registration.
        request.session.cycle_key()
        request.session[PENDING_REGISTRATION] = str(registration.pk)
        request.session[PENDING_UNTIL] = (timezone.now() + settings.SESSION_IDLE_LIMIT).isoformat()
        return redirect(keeping_waiting(reverse("enterprises:registration-status"), target, now=timezone.now()))
    if result in _ADDRESS_OF:
        refused = reverse("enterprises:sign-in-refused", args=[_ADDRESS_OF[result]])
        return redirect(keeping_waiting(refused, target, now=timezone.now()))
    is_legacy = result == Standing.LEGACY_TERMS
    return begin_session(request, user, next_address=target, passkey=passkey, terms_elsewhere=is_legacy)


def pending_registration(request: HttpRequest) -> str:
    """Give the registration whose right password was just given; nothing once a session would be over (Z-01)."""
    until = request.session.get(PENDING_UNTIL)
    is_over = until is not None and datetime.fromisoformat(until) <= timezone.now()
    return "" if is_over else str(request.session.get(PENDING_REGISTRATION, ""))


def _beside_code(target: str) -> Mapping[str, object]:
    return {"service": asked_at(target, now=timezone.now()).service}


DOOR = Door(PORTAL, "enterprises", enter, beside_code=_beside_code)


@page()
def sign_in(request: HttpRequest) -> HttpResponse:
    """S-01."""
    return code_page(request, DOOR)


@page()
def sign_in_password(request: HttpRequest) -> HttpResponse:
    """S-02: the seed gives the image and the phrase to citizens only."""
    return password_page(request, DOOR)


@page(reads=(), writes=("POST",))
def sign_in_passkey(request: HttpRequest) -> HttpResponse:
    return passkey_page(request, DOOR)
