"""Sign-in to clicSÉQUR – Entreprises: code, password, then what the account's state allows."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.devices import source_of
from accounts.forms.sign_in import PasswordForm, UserCodeForm
from accounts.models import User
from accounts.next_address import asked_next, in_present_language
from accounts.passkeys import PasskeyRefused, used_passkey
from accounts.pending_sign_in import PendingSignIn, pending_of, remember_pending
from accounts.services.sign_in import WrongCredentials, canonical_username, check_credentials
from accounts.sign_in_flow import begin_session
from accounts.states import Portal, UserState
from accounts.views.sign_in import locked_page
from clicsequr.kernel.errors import Throttled
from clicsequr.kernel.pages import page
from enterprises.queries.sign_in import best_membership, latest_registration
from enterprises.rules.sign_in import Standing, standing

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


@page()
def sign_in(request: HttpRequest) -> HttpResponse:
    """S-01: the code. A session of the other portal has to be closed first (Z-10)."""
    target = asked_next(request)
    if request.user.is_authenticated:
        return _already_signed_in(request, target)
    form = UserCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        response = redirect("enterprises:sign-in-password")
        pending = PendingSignIn(PORTAL, form.cleaned_data["user_code"], target)
        remember_pending(response, pending, now=timezone.now())
        return response
    return render(request, "enterprises/sign_in.html", {"form": form, "next": target})


@page()
def sign_in_password(request: HttpRequest) -> HttpResponse:
    """S-02: the password; one sentence for every failure."""
    if request.user.is_authenticated:
        return _already_signed_in(request, "")
    pending = pending_of(request, PORTAL)
    if pending is None:
        return redirect("enterprises:sign-in")
    form = PasswordForm(request.POST or None)
    context: dict[str, object] = {"form": form, "user_code": pending.user_code, "next": pending.next}
    if request.method == "POST" and form.is_valid():
        username = canonical_username(pending.user_code, portal=PORTAL)
        password, source = form.cleaned_data["password"], source_of(request, username)
        try:
            user = check_credentials(username, password=password, source=source, now=timezone.now())
        except Throttled as refusal:
            return locked_page(request, refusal)
        except WrongCredentials as refusal:
            form.add_error(None, refusal.message)
            context |= {"is_warning_due": refusal.is_warning_due, "is_locked": refusal.is_locked}
        else:
            return enter(request, user, target=pending.next)
    return render(request, "enterprises/sign_in_password.html", context)


@page(reads=(), writes=("POST",))
def sign_in_passkey(request: HttpRequest) -> HttpResponse:
    """A passkey in place of both pages; the state of the account is looked at all the same."""
    target = asked_next(request)
    if request.user.is_authenticated:
        return _already_signed_in(request, target)
    try:
        passkey = used_passkey(request.POST.get("credential", ""))
        if passkey.user.portal != PORTAL:
            raise PasskeyRefused
    except PasskeyRefused as refusal:
        context = {"form": UserCodeForm(), "next": target, "summary_errors": [{"text": refusal.message}]}
        return render(request, "enterprises/sign_in.html", context)
    return enter(request, passkey.user, target=target, passkey=passkey)


@page(writes=())
def sign_in_refused(request: HttpRequest, reason: str) -> HttpResponse:
    """X-11, and the pages for an inactive enterprise and a temporary password that is too old."""
    return render(request, "enterprises/sign_in_refused.html", {"reason": REFUSALS[reason]})


def enter(request: HttpRequest, user: User, *, target: str, passkey: Authenticator | None = None) -> HttpResponse:
    """Lead a person whose password or passkey is right where their state allows."""
    registration = None if user.state == UserState.ACTIVE else latest_registration(user)
    result = standing(user, best_membership(user), registration, now=timezone.now())
    if result == Standing.NOT_ACTIVATED and registration is not None:
        # A session id that somebody planted must not show another firm's registration.
        request.session.cycle_key()
        request.session[PENDING_REGISTRATION] = str(registration.pk)
        request.session[PENDING_UNTIL] = (timezone.now() + settings.SESSION_IDLE_LIMIT).isoformat()
        return redirect("enterprises:registration-status")
    if result in _ADDRESS_OF:
        return redirect("enterprises:sign-in-refused", reason=_ADDRESS_OF[result])
    is_legacy = result == Standing.LEGACY_TERMS
    return begin_session(request, user, next_address=target, passkey=passkey, terms_elsewhere=is_legacy)


def pending_registration(request: HttpRequest) -> str:
    """Give the registration whose right password was just given; nothing once a session would be over (Z-01)."""
    until = request.session.get(PENDING_UNTIL)
    is_over = until is not None and datetime.fromisoformat(until) <= timezone.now()
    return "" if is_over else str(request.session.get(PENDING_REGISTRATION, ""))


def _already_signed_in(request: HttpRequest, target: str) -> HttpResponse:
    portal = getattr(request.user, "portal", "")
    if portal == PORTAL:
        return redirect(in_present_language(target) if target else "home")
    context = {
        "signed_in_to": Portal(portal).label,
        "needed": PORTAL.label,
        "sign_in_name": PORTAL.value,
        "next": target,
    }
    return render(request, "accounts/other_session.html", context, status=409)
