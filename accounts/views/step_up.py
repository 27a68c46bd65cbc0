"""« Une vérification de plus »: what a ministry's service asks beyond the sign-in, given on the spot."""

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base.internal.flows import post_authentication
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.authentication_context import EMAIL_CODE
from accounts.devices import source_of
from accounts.forms.profile import EmailCodeForm
from accounts.forms.sign_in import SecondFactorForm
from accounts.passkeys import PasskeyRefused, used_passkey
from accounts.services.email_codes import RESEND_AFTER, ExpiredEmailCode, WrongEmailCode
from accounts.services.second_factors import WrongCode, check_second_factor
from accounts.services.sign_in import check_sign_in_code, send_sign_in_code
from accounts.views.access import AccountRequest, account_page
from accounts.views.step_up_pages import APPLICATION, CODE, PASSKEY, StepUp, asked_step_up, raised, step_up_page
from clicsequr.kernel.errors import Throttled
from clicsequr.kernel.masking import mask_email


@account_page(writes=())
def step_up(request: AccountRequest) -> HttpResponseBase:
    """Lead to the first way this person has; without one, say how to add it, or go on without where it is a wish."""
    asked = asked_step_up(request)
    if asked.is_reached:
        return redirect(asked.back)
    if asked.ways:
        return redirect(asked.at(asked.ways[0].name))
    return render(request, "accounts/step_up_missing.html", asked.context)


@step_up_page(CODE)
def step_up_code(request: AccountRequest, asked: StepUp) -> HttpResponse:
    """A code sent to the address of the account, when the person asks for it."""
    form = EmailCodeForm(request.POST if "digits" in request.POST else None)
    context = {"form": form, "address": mask_email(request.user.email), "is_sent": "envoye" in request.GET}
    try:
        if "send" in request.POST:
            return _sent(request, asked)
        if form.is_valid():
            source = source_of(request, request.user.username)
            check_sign_in_code(request.user, digits=form.cleaned_data["digits"], source=source, now=timezone.now())
            record_authentication(request, request.user, EMAIL_CODE)
            return raised(request, asked, method=EMAIL_CODE)
    except Throttled as refusal:
        context["summary_errors"] = [{"text": refusal.message}]
    except (WrongEmailCode, ExpiredEmailCode) as refusal:
        form.add_error("digits", refusal.message)
    return render(request, "accounts/step_up_code.html", {**asked.context, **context})


def _sent(request: AccountRequest, asked: StepUp) -> HttpResponse:
    now = timezone.now()
    try:
        send_sign_in_code(request.user, by=request.user, now=now)
    except Throttled as refusal:
        # Within a minute of the last one, that one still serves.
        if refusal.retry_at - now > RESEND_AFTER:
            raise
    return redirect(f"{asked.at(CODE)}&envoye=1")


@step_up_page(APPLICATION)
def step_up_application(request: AccountRequest, asked: StepUp) -> HttpResponse:
    """The code of the application, or a recovery code in its place."""
    form = SecondFactorForm(request.POST or None)
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        try:
            used = check_second_factor(request.user, code=form.cleaned_data["code"], now=timezone.now())
        except Throttled as refusal:
            context["summary_errors"] = [{"text": refusal.message}]
        except WrongCode as refusal:
            form.add_error("code", refusal.message)
        else:
            post_authentication(request, used)
            return raised(request, asked, method=str(used.type))
    return render(request, "accounts/step_up_application.html", {**asked.context, **context})


@step_up_page(PASSKEY)
def step_up_passkey(request: AccountRequest, asked: StepUp) -> HttpResponse:
    """One of the passkeys of this account."""
    context: dict[str, object] = {"passkey_options_url": reverse("accounts:passkey-options")}
    if request.method == "POST":
        try:
            used = used_passkey(request.POST.get("credential", ""), user=request.user)
        except PasskeyRefused as refusal:
            context["summary_errors"] = [{"text": refusal.message}]
        else:
            post_authentication(request, used)
            return raised(request, asked, method=str(used.type))
    return render(request, "accounts/step_up_passkey.html", {**asked.context, **context})
