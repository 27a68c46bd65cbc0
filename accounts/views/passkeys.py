"""Sign in with a passkey: the challenge, and the passkey as second factor."""

from allauth.mfa.base.internal.flows import post_authentication
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from accounts.forms.sign_in import SecondFactorForm
from accounts.models import User
from accounts.passkeys import PasskeyRefused, request_options, used_passkey
from accounts.stages import SecondFactorStage, stage_of
from accounts.views.stages import second_factor_page
from clicsequr.kernel.pages import page


@page(reads=(), writes=("POST",))
def passkey_options(request: HttpRequest) -> HttpResponse:
    """The challenge for the browser, as JSON: for any passkey, or those of the person signed in or being so."""
    stage = stage_of(request, SecondFactorStage)
    signed_in = request.user if isinstance(request.user, User) else None
    return JsonResponse(request_options(stage.login.user if stage else signed_in))


@page(reads=(), writes=("POST",))
def second_factor_passkey(request: HttpRequest) -> HttpResponse:
    stage = stage_of(request, SecondFactorStage)
    if stage is None:
        return redirect("choose-portal")
    try:
        passkey = used_passkey(request.POST.get("credential", ""), user=stage.login.user)
    except PasskeyRefused as refusal:
        return second_factor_page(request, stage, SecondFactorForm(), sentence=str(refusal.message))
    post_authentication(request, passkey)
    return stage.exit()
