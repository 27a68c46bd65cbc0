"""Second factors of an account: an application, passkeys, recovery codes. Each change asks for the password (X-12)."""

import base64
import binascii
from urllib.parse import urlencode

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.confirmation import needs_confirmation
from accounts.forms.profile import PasskeyForm, TotpForm
from accounts.models import User
from accounts.next_address import asked_next, in_present_language
from accounts.passkeys import PasskeyRefused, created_credential, creation_options
from accounts.queries.second_factors import recovery_codes_of, second_factors_of
from accounts.services.second_factors import (
    AlreadyAdded,
    WrongCode,
    add_passkey,
    add_totp,
    remove_second_factor,
    renew_recovery_codes,
)
from accounts.views.access import AccountRequest, account_page
from clicsequr.kernel.sealing import SealBroken, seal, unseal


@account_page(writes=())
def second_factors(request: AccountRequest) -> HttpResponse:
    return render(request, "accounts/second_factors.html", {"factors": second_factors_of(request.user)})


@account_page()
@needs_confirmation
def totp_add(request: AccountRequest) -> HttpResponse:
    """Show a new key as a picture and as text; it serves once the application gives its first right code."""
    key = _sent_key(request) or _new_key(request.user)
    form = TotpForm(request.POST if _sent_key(request) else None, initial={"key": key})
    secret = _opened(key, request.user)
    if form.is_valid():
        try:
            code, now = form.cleaned_data["code"], timezone.now()
            add_totp(request.user, secret=secret, code=code, by=request.user, now=now)
        except (WrongCode, AlreadyAdded) as refusal:
            form.add_error("code", refusal.message)
        else:
            messages.success(request, _("L’application est associée à votre compte."))
            return redirect(_recovery_codes_address(request))
    picture = segno.make(get_adapter().build_totp_url(request.user, secret)).svg_data_uri(scale=4)
    spaced = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return render(request, "accounts/totp_add.html", {"form": form, "picture": picture, "secret": spaced})


def _sent_key(request: AccountRequest) -> str:
    sent = request.POST.get("key", "")
    return sent if _opened(sent, request.user) else ""


def _new_key(user: User) -> str:
    return base64.b64encode(seal(generate_totp_secret(), purpose=f"accounts.totp:{user.pk}")).decode()


def _opened(key: str, user: User) -> str:
    try:
        return unseal(base64.b64decode(key, validate=True), purpose=f"accounts.totp:{user.pk}")
    except (SealBroken, binascii.Error, ValueError):
        return ""


@account_page()
@needs_confirmation
def passkey_add(request: AccountRequest) -> HttpResponse:
    form = PasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            credential = created_credential(request.POST.get("credential", ""))
        except PasskeyRefused:
            form.add_error(None, _("La clé d’accès n’a pas été créée. Réessayez."))
        else:
            add_passkey(request.user, name=form.cleaned_data["name"], credential=credential, by=request.user)
            messages.success(request, _("La clé d’accès est ajoutée à votre compte."))
            return redirect(_recovery_codes_address(request))
    return render(request, "accounts/passkey_add.html", {"form": form})


@account_page(reads=())
@needs_confirmation
def passkey_creation_options(request: AccountRequest) -> HttpResponse:
    """The challenge for the browser, as JSON."""
    return JsonResponse(creation_options(request.user))


@account_page()
@needs_confirmation
def second_factor_remove(request: AccountRequest, pk: int) -> HttpResponse:
    """Confirm, then remove; somebody else's is not found."""
    factor = get_object_or_404(second_factors_of(request.user), pk=pk)
    if request.method != "POST":
        return render(request, "accounts/second_factor_remove.html", {"factor": factor})
    remove_second_factor(factor, by=request.user)
    messages.success(request, _("Ce moyen de confirmation est retiré."))
    return redirect("accounts:second-factors")


@account_page()
@needs_confirmation
def recovery_codes(request: AccountRequest) -> HttpResponse:
    """Show the codes that are left; a POST replaces them all."""
    kept = recovery_codes_of(request.user)
    if kept is None:
        raise Http404
    if request.method == "POST":
        renew_recovery_codes(request.user, by=request.user)
        return redirect(_recovery_codes_address(request))
    codes = RecoveryCodes(kept).get_unused_codes()
    context = {"codes": codes, "back_to": in_present_language(asked_next(request))}
    return render(request, "accounts/recovery_codes.html", context)


def _recovery_codes_address(request: AccountRequest) -> str:
    """Keep the way back of who came to add a factor because a service asks it."""
    query = f"?{urlencode({'next': asked_next(request)})}" if asked_next(request) else ""
    return f"{reverse('accounts:recovery-codes')}{query}"
