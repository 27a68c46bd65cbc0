"""Sign-in to clicSÉQUR – Citoyens: the code, then image, phrase and password, then what the account's state allows."""

from collections.abc import Mapping
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.sign_in_flow import begin_session
from accounts.states import Portal
from accounts.views.sign_in import Door, code_page, passkey_page, password_page
from citizens.queries.security import recognition_for
from citizens.rules.sign_in import Standing, standing
from clicsequr.kernel.pages import page
from ministry_services.queries.waiting import asked_at
from ministry_services.way_in import keeping_waiting, waiting_in

REFUSALS = {
    "suspendu": Standing.SUSPENDED,
    "ferme": Standing.CLOSED,
    "mot-de-passe-expire": Standing.PASSWORD_EXPIRED,
}
_ADDRESS_OF = {standing: address for address, standing in REFUSALS.items()}


def enter(request: HttpRequest, user: User, *, target: str, passkey: Authenticator | None = None) -> HttpResponse:
    """Lead a person whose password or passkey is right to the question, or to why no session opens (X-11)."""
    result = standing(user, now=timezone.now())
    if result != Standing.READY:
        refused = reverse("citizens:sign-in-refused", args=[_ADDRESS_OF[result]])
        return redirect(keeping_waiting(refused, target, now=timezone.now()))
    return begin_session(request, user, next_address=target, passkey=passkey)


def _beside_code(target: str) -> Mapping[str, object]:
    """Name the service one came for; it goes along to a creation, with the way back to what waits for it."""
    asked = asked_at(target, now=timezone.now())
    return {"service": asked.service, "creation_query": urlencode(asked.along)}


def _beside_password(username: str) -> Mapping[str, object]:
    recognition = recognition_for(username)
    return {"recognition": recognition, "picture": f"theme/{recognition.image.path}"}


DOOR = Door(Portal.CITIZENS, "citizens", enter, beside_code=_beside_code, beside_password=_beside_password)


@page()
def sign_in(request: HttpRequest) -> HttpResponse:
    """S-01."""
    return code_page(request, DOOR)


@page()
def sign_in_password(request: HttpRequest) -> HttpResponse:
    """S-02: image and phrase before the password; a code that nobody holds shows a decoy."""
    return password_page(request, DOOR)


@page(reads=(), writes=("POST",))
def sign_in_passkey(request: HttpRequest) -> HttpResponse:
    return passkey_page(request, DOOR)


@page(writes=())
def sign_in_refused(request: HttpRequest, reason: str) -> HttpResponse:
    """X-11, after the right password only."""
    context = {"reason": REFUSALS[reason], "waiting": waiting_in(request, now=timezone.now())}
    return render(request, "citizens/sign_in_refused.html", context)
