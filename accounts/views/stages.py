"""Pages between the right password and the session: second factor, temporary password (S-05), new terms (S-06)."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from accounts.authentication_context import EMAIL_CODE
from accounts.devices import source_of
from accounts.forms.password_field import NewPasswordForm
from accounts.forms.profile import EmailCodeForm
from accounts.forms.sign_in import SecondFactorForm
from accounts.forms.terms import TermsForm
from accounts.models import TermsVersion
from accounts.queries.second_factors import second_factors_of
from accounts.queries.terms import terms_to_accept
from accounts.services.email_codes import ExpiredEmailCode, WrongEmailCode
from accounts.services.passwords import SamePassword, change_password
from accounts.services.second_factors import WrongCode, check_second_factor
from accounts.services.sign_in import check_sign_in_code, send_sign_in_code
from accounts.services.terms import accept_terms, refuse_terms
from accounts.stages import (
    PASSWORD_MARK,
    EmailCodeStage,
    PageStage,
    SecondFactorStage,
    TemporaryPasswordStage,
    TermsStage,
    password_mark,
    stage_of,
)
from accounts.views.sign_in import locked_page
from clicsequr.kernel.errors import Throttled
from clicsequr.kernel.masking import mask_email
from clicsequr.kernel.pages import page


@page()
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the application, or a recovery code, or the passkey."""
    stage = stage_of(request, SecondFactorStage)
    if stage is None:
        return redirect("choose-portal")
    user = stage.login.user
    form = SecondFactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            used = check_second_factor(user, code=form.cleaned_data["code"], now=timezone.now())
        except Throttled as refusal:
            return locked_page(request, refusal, portal=user.portal)
        except WrongCode as refusal:
            form.add_error("code", refusal.message)
        else:
            post_authentication(request, used)
            return stage.exit()
    return second_factor_page(request, stage, form)


def second_factor_page(
    request: HttpRequest, stage: PageStage, form: SecondFactorForm, *, sentence: str = ""
) -> HttpResponse:
    """Show the ways this person has: a code always, a passkey when one was added."""
    user = stage.login.user
    context = {"form": form, "portal": user.portal, "summary_errors": [{"text": sentence}] if sentence else []}
    if any(factor.type == Authenticator.Type.WEBAUTHN for factor in second_factors_of(user)):
        context["passkey_options_url"] = reverse("accounts:passkey-options")
        context["passkey_action"] = reverse("accounts:second-factor-passkey")
    return render(request, "accounts/second_factor.html", context)


@page()
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """S-04 on a device not seen before."""
    stage = stage_of(request, EmailCodeStage)
    if stage is None:
        return redirect("choose-portal")
    return sent_code_page(request, stage, here="accounts:sign-in-code", template="accounts/sign_in_code.html")


def sent_code_page(request: HttpRequest, stage: PageStage, *, here: str, template: str) -> HttpResponse:
    """S-04: the code sent to the address of the account ends the stage; another one may be asked for."""
    user, now = stage.login.user, timezone.now()
    form = EmailCodeForm(request.POST if "digits" in request.POST else None)
    context = {"form": form, "portal": user.portal, "address": mask_email(user.email)}
    try:
        if "resend" in request.POST:
            if user.email:
                send_sign_in_code(user, by=user, now=now)
            return redirect(here)
        if form.is_valid():
            source = source_of(request, user.username)
            check_sign_in_code(user, digits=form.cleaned_data["digits"], source=source, now=now)
            record_authentication(request, user, EMAIL_CODE)
            return stage.exit()
    except Throttled as refusal:
        context["summary_errors"] = [{"text": refusal.message}]
    except (WrongEmailCode, ExpiredEmailCode) as refusal:
        form.add_error("digits", refusal.message)
    return render(request, template, context)


@page()
def temporary_password(request: HttpRequest) -> HttpResponse:
    """S-05: replace the temporary password before anything else."""
    stage = stage_of(request, TemporaryPasswordStage)
    if stage is None:
        return redirect("choose-portal")
    user = stage.login.user
    form = NewPasswordForm(request.POST or None, user_code=user.user_code)
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_password(user, password=form.cleaned_data["password"], by=user, reason="temporary")
        except SamePassword as refusal:
            form.add_error("password", refusal.message)
        else:
            # The sign-in and the session must carry the mark of the new password, or they would end at the next page.
            user.password, user.password_expires_at = changed.password, None
            stage.login.state[PASSWORD_MARK] = password_mark(user)
            return stage.exit()
    return render(request, "accounts/temporary_password.html", {"form": form, "portal": user.portal})


@page()
def new_terms(request: HttpRequest) -> HttpResponse:
    """S-06: accept the conditions in force, or leave with the account untouched."""
    stage = stage_of(request, TermsStage)
    if stage is None:
        return redirect("choose-portal")
    user = stage.login.user
    version = terms_to_accept(user, on=timezone.localdate())
    if version is None:
        return stage.exit()
    if request.method == "POST" and "refuse" in request.POST:
        refuse_terms(user, version=version, by=user)
        clear_login(request)
        return redirect("accounts:signed-out")
    is_this_text = request.POST.get("number") == version.number
    form = TermsForm(request.POST if is_this_text else None, initial={"number": version.number})
    if form.is_valid():
        accept_terms(user, version=version, by=user)
        return stage.exit()
    context = {"form": form, "version": version, "text": _text(version), "portal": user.portal}
    return render(request, "accounts/new_terms.html", context)


def _text(version: TermsVersion) -> str:
    return version.text_en if get_language() == "en" else version.text_fr
