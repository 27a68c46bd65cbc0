"""The sign-in that portals share: choose a portal (S-00), the code (S-01), the password (S-02), a passkey."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.devices import source_of
from accounts.forms.sign_in import LONGEST_CODE, PasswordForm, UserCodeForm
from accounts.next_address import asked_next, in_present_language, namespace_of
from accounts.passkeys import PasskeyRefused, used_passkey
from accounts.pending_sign_in import PendingSignIn, pending_of, remember_pending
from accounts.services.sign_in import WrongCredentials, canonical_username, check_credentials
from accounts.states import Portal
from clicsequr.kernel.errors import Throttled
from clicsequr.kernel.pages import page

_OTHER_CODE = gettext_lazy("Le code d’utilisateur a changé dans un autre onglet. Entrez le mot de passe de celui-ci.")
PUBLIC_PORTALS = {Portal.ENTERPRISES, Portal.CITIZENS}
_PASSWORD_FIRST = gettext_lazy("Votre compte est protégé. Choisissez d’abord un nouveau mot de passe.")


def _nothing(_value: str) -> Mapping[str, object]:
    return {}


@dataclass(frozen=True)
class Door:
    """What the sign-in of one portal has of its own.

    `space` begins the names of its addresses and of its templates. `enter(request, user, target=, passkey=)` leads a
    person whose password or passkey is right where their state allows. The two others add to what the pages show:
    from the address asked for, and from the canonical name of the account, known or not.
    """

    portal: Portal
    space: str
    enter: Callable[..., HttpResponse]
    beside_code: Callable[[str], Mapping[str, object]] = _nothing
    beside_password: Callable[[str], Mapping[str, object]] = _nothing


def code_page(request: HttpRequest, door: Door) -> HttpResponse:
    """S-01: the code. A session of the other portal has to be closed first (Z-10)."""
    target = asked_next(request)
    if request.user.is_authenticated:
        return already_signed_in(request, target, needed=door.portal)
    form = UserCodeForm(request.POST or None, initial={"user_code": _hinted_code(request)})
    if request.method == "POST" and form.is_valid():
        response = redirect(f"{door.space}:sign-in-password")
        pending = PendingSignIn(door.portal, form.cleaned_data["user_code"], target)
        remember_pending(response, pending, now=timezone.now())
        return response
    return _show_code_page(request, door, target, form=form)


def _hinted_code(request: HttpRequest) -> str:
    """Give the code that a service proposes (login_hint, OIDC Core §3.1.2.1), if it could be one."""
    hint = request.GET.get("code", "")
    return hint if hint.isascii() and hint.isalnum() and len(hint) <= LONGEST_CODE else ""


def password_page(request: HttpRequest, door: Door) -> HttpResponse:
    """S-02: the password; one sentence for every failure."""
    if request.user.is_authenticated:
        return already_signed_in(request, "", needed=door.portal)
    pending = pending_of(request, door.portal)
    if pending is None:
        return redirect(f"{door.space}:sign-in")
    form = _password_form(request, pending)
    username = canonical_username(pending.user_code, portal=door.portal)
    code_url = reverse(f"{door.space}:sign-in")
    context = {"form": form, "user_code": pending.user_code, "next": pending.next, "code_url": code_url}
    if form.is_valid():
        password, source = form.cleaned_data["password"], source_of(request, username)
        try:
            user = check_credentials(username, password=password, source=source, now=timezone.now())
            return door.enter(request, user, target=pending.next)
        except Throttled as refusal:
            return locked_page(request, refusal)
        except WrongCredentials as refusal:
            form.add_error(None, refusal.message)
            context |= {"is_warning_due": refusal.is_warning_due, "is_locked": refusal.is_locked}
    return render(request, f"{door.space}/sign_in_password.html", {**context, **door.beside_password(username)})


def _password_form(request: HttpRequest, pending: PendingSignIn) -> PasswordForm:
    """A password typed for another account, under another image, is tried on neither."""
    form = PasswordForm(request.POST or None)
    if request.POST.get("user_code", pending.user_code) != pending.user_code:
        form.add_error(None, _OTHER_CODE)
    return form


def passkey_page(request: HttpRequest, door: Door) -> HttpResponse:
    """A passkey in place of code and password; the state of the account is looked at all the same."""
    target = asked_next(request)
    if request.user.is_authenticated:
        return already_signed_in(request, target, needed=door.portal)
    try:
        passkey = _passkey_of_portal(request.POST.get("credential", ""), door.portal)
    except PasskeyRefused as refusal:
        errors = [{"text": refusal.message}]
        return _show_code_page(request, door, target, form=UserCodeForm(), summary_errors=errors)
    return door.enter(request, passkey.user, target=target, passkey=passkey)


def _passkey_of_portal(credential: str, portal: str) -> Authenticator:
    passkey = used_passkey(credential)
    if passkey.user.portal != portal:
        raise PasskeyRefused
    # An owner who said « ce n’était pas moi » first chooses a password, through the mailbox.
    if not passkey.user.has_usable_password():
        raise PasskeyRefused("passkey.password_first", _PASSWORD_FIRST)
    return passkey


def _show_code_page(request: HttpRequest, door: Door, target: str, **context: object) -> HttpResponse:
    passkey_url = reverse(f"{door.space}:sign-in-passkey")
    shown = {"next": target, "passkey_url": passkey_url, **door.beside_code(target), **context}
    return render(request, f"{door.space}/sign_in.html", shown)


def already_signed_in(request: HttpRequest, target: str, *, needed: Portal) -> HttpResponse:
    """Go on in a session of this portal; say how to close one of the other (Z-10)."""
    portal = getattr(request.user, "portal", "")
    if portal == needed:
        return redirect(in_present_language(target) if target else "home")
    context = {
        "signed_in_to": Portal(portal).label,
        "needed": needed.label,
        "sign_in_name": needed.value,
        "next": target,
    }
    return render(request, "accounts/other_session.html", context, status=409)


@page(writes=())
def choose_portal(request: HttpRequest) -> HttpResponse:
    """S-00: two doors; a page that belongs to one portal needs no question."""
    target = asked_next(request)
    if request.user.is_authenticated:
        return redirect(target or "home")
    query = f"?{urlencode({'next': target})}" if target else ""
    doors = {portal: reverse(name) + query for portal, name in settings.PORTAL_SIGN_INS.items()}
    for portal, name in settings.PORTAL_SIGN_INS.items():
        if target and name.partition(":")[0] == namespace_of(target):
            return redirect(doors[portal])
    return render(request, "accounts/choose_portal.html", {"doors": doors})


@page(writes=())
def session_expired(request: HttpRequest) -> HttpResponse:
    """Z-01: what happened, what was kept, and the way back to the same page."""
    target = asked_next(request)
    if request.user.is_authenticated:
        return redirect(target or "home")
    query = f"?{urlencode({'next': target})}" if target else ""
    portal = request.GET.get("portail", "")
    name = settings.PORTAL_SIGN_INS[portal] if portal in PUBLIC_PORTALS else "choose-portal"
    return render(request, "accounts/session_expired.html", {"sign_in_url": reverse(name) + query})


def locked_page(
    request: HttpRequest, refusal: Throttled, *, template: str = "accounts/locked.html", **context: object
) -> HttpResponse:
    """Z-02 and Z-03: the same page for a known and an unknown code."""
    context = {"page_title": _("Trop de tentatives"), "sentence": refusal.message, **context}
    response = render(request, template, context, status=429)
    wait = int((refusal.retry_at - timezone.now()).total_seconds())
    response.headers["Retry-After"] = str(max(1, wait))
    return response
