"""My profile (G-03): one act a page."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.confirmation import needs_confirmation
from accounts.forms.profile import EmailChangeForm, EmailCodeForm, LanguageForm, PasswordChangeForm, PhoneChangeForm
from accounts.models import User
from accounts.queries.second_factors import second_factors_of
from accounts.services.email_codes import ExpiredEmailCode, WrongEmailCode
from accounts.services.passwords import SamePassword, change_password
from accounts.services.profile import ask_email_change, change_email, change_language, change_phone
from accounts.views.access import AccountRequest, account_page
from clicsequr.kernel.errors import Throttled
from clicsequr.kernel.identifiers import format_phone
from clicsequr.kernel.masking import mask_email


@account_page(writes=())
def profile(request: AccountRequest) -> HttpResponse:
    more = settings.PROFILE_PARTS.get(request.user.portal)
    rows, links = import_string(more)(request.user) if more else ([], [])
    context = {"rows": [*_rows(request.user), *rows], "links": links}
    return render(request, "accounts/profile.html", context)


def _rows(user: User) -> list[dict[str, Any]]:
    factors = second_factors_of(user).count()
    return [
        {"key": _("Code d’utilisateur"), "value": user.user_code},
        {"key": _("Nom"), "value": user.full_name},
        {"key": _("Courriel"), "value": user.email, "change_url": reverse("accounts:email-change")},
        {
            "key": _("Téléphone"),
            "value": format_phone(user.phone) if user.phone else _("Aucun"),
            "change_url": reverse("accounts:phone-change"),
        },
        {
            "key": _("Langue des messages"),
            "value": dict(settings.LANGUAGES)[user.language],
            "change_url": reverse("accounts:language-change"),
        },
        {"key": _("Mot de passe"), "value": "••••••••", "change_url": reverse("accounts:password-change")},
        {
            "key": _("Confirmation à l’ouverture de session"),
            "value": _("Activée") if factors else _("Non activée"),
            "change_url": reverse("accounts:second-factors"),
        },
    ]


@account_page()
@needs_confirmation
def email_change(request: AccountRequest) -> HttpResponse:
    """A new address serves once it has given back the code sent to it."""
    form = EmailChangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            email = form.cleaned_data["email"]
            ask_email_change(request.user, email=email, by=request.user, now=timezone.now())
        except Throttled as refusal:
            form.add_error("email", str(refusal.message))
        else:
            request.session["new_email_shown"] = mask_email(email)
            return redirect("accounts:email-code")
    return _page(request, form, _("Modifier votre courriel"))


@account_page()
@needs_confirmation
def email_code(request: AccountRequest) -> HttpResponse:
    form = EmailCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            change_email(request.user, digits=form.cleaned_data["digits"], by=request.user, now=timezone.now())
        except (WrongEmailCode, ExpiredEmailCode) as refusal:
            form.add_error("digits", refusal.message)
        else:
            return _done(request, _("Votre adresse de courriel est modifiée. Nous avons averti les deux adresses."))
    context = {"form": form, "address": request.session.get("new_email_shown", "")}
    return render(request, "accounts/email_code.html", context)


@account_page()
def phone_change(request: AccountRequest) -> HttpResponse:
    form = PhoneChangeForm(request.POST or None, initial={"phone": request.user.phone})
    if request.method == "POST" and form.is_valid():
        change_phone(request.user, phone=form.cleaned_data["phone"], by=request.user)
        return _done(request, _("Votre numéro de téléphone est modifié."))
    return _page(request, form, _("Modifier votre téléphone"))


@account_page()
def language_change(request: AccountRequest) -> HttpResponse:
    """The language of messages; the page follows it."""
    form = LanguageForm(request.POST or None, initial={"language": request.user.language})
    if request.method == "POST" and form.is_valid():
        language = form.cleaned_data["language"]
        change_language(request.user, language=language, by=request.user)
        return redirect(translate_url(reverse("accounts:profile"), language))
    return _page(request, form, _("Langue des messages"), single_question=True)


@account_page()
@needs_confirmation
def password_change(request: AccountRequest) -> HttpResponse:
    """This session goes on, the others end."""
    form = PasswordChangeForm(request.POST or None, user_code=request.user.user_code)
    if request.method == "POST" and form.is_valid():
        try:
            user = change_password(
                request.user,
                password=form.cleaned_data["password"],
                by=request.user,
                session_key=request.session.session_key or "",
            )
        except SamePassword as refusal:
            form.add_error("password", refusal.message)
        else:
            update_session_auth_hash(request, user)
            return _done(request, _("Votre mot de passe est modifié. Vos autres sessions sont fermées."))
    return render(request, "accounts/password_change.html", {"form": form, "cancel_url": reverse("accounts:profile")})


def _page(request: AccountRequest, form: Any, title: str, **context: Any) -> HttpResponse:
    context = {"form": form, "page_title": title, "cancel_url": reverse("accounts:profile"), **context}
    return render(request, "accounts/profile_change.html", context)


def _done(request: AccountRequest, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("accounts:profile")
