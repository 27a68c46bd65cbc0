"""Close one’s account, and take it back: through the link of the mail, or at the sign-in (screens.md K-05)."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.confirmation import needs_confirmation
from accounts.devices import source_of
from accounts.forms.sign_in import PasswordForm
from accounts.services.sign_in import WrongCredentials, check_credentials
from accounts.stages import stage_of
from accounts.views.sign_in import locked_page
from citizens.forms.closing import CloseAccountForm
from citizens.models import AccountClosure
from citizens.queries.closing import closure_named, open_closure_of
from citizens.services.closing import ReopeningRefused, close_account, reopen_account, usable_reopening
from citizens.stages import ClosingStage
from citizens.views.access import CitizenRequest, citizen_page
from clicsequr.kernel.errors import Throttled
from clicsequr.kernel.masking import mask_user_code
from clicsequr.kernel.pages import page


@citizen_page()
@needs_confirmation
def close(request: CitizenRequest) -> HttpResponse:
    """K-05: what it means, a box to tick, then the session is over."""
    form = CloseAccountForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        close_account(request.user, by=request.user, now=timezone.now())
        logout(request)
        return redirect("citizens:close-asked")
    days, profile_url = settings.CLOSURE_UNDO_DAYS, reverse("accounts:profile")
    context = {"form": form, "days": days, "danger": True, "cancel_url": profile_url}
    return render(request, "citizens/close.html", context)


@page(writes=())
def close_asked(request: HttpRequest) -> HttpResponse:
    return render(request, "citizens/close_asked.html", {"days": settings.CLOSURE_UNDO_DAYS})


@page()
def reopen(request: HttpRequest) -> HttpResponse:
    """At the sign-in, once the password and the answer are right: keep the account, and the session begins."""
    stage = stage_of(request, ClosingStage)
    closure = open_closure_of(stage.login.user) if stage else None
    if stage is None or closure is None:
        return redirect("citizens:sign-in")
    try:
        usable_reopening(closure, now=timezone.now())
        if request.method == "POST":
            stage.login.user = reopen_account(closure, by=closure.user, now=timezone.now())
            messages.success(request, _("Votre compte est gardé. Rien n’a été effacé."))
            return stage.exit()
    except ReopeningRefused as refusal:
        return _refused(request, refusal)
    return render(request, "citizens/reopen.html", {"closure": closure})


@page()
def reopen_link(request: HttpRequest, token: str) -> HttpResponse:
    """Through the link of the mail: the password proves the owner; a sign-in comes after."""
    try:
        closure = usable_reopening(closure_named(token), now=timezone.now())
    except ReopeningRefused as refusal:
        return _refused(request, refusal)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _reopened(request, closure, password=form.cleaned_data["password"])
        except Throttled as refusal:
            return locked_page(request, refusal)
        except WrongCredentials:
            form.add_error("password", _("Mot de passe inexact"))
        except ReopeningRefused as refusal:
            return _refused(request, refusal)
    context = {"form": form, "closure": closure, "masked_code": mask_user_code(closure.user.user_code)}
    return render(request, "citizens/reopen_link.html", context)


def _reopened(request: HttpRequest, closure: AccountClosure, *, password: str) -> HttpResponse:
    owner, now = closure.user, timezone.now()
    source = source_of(request, owner.username)
    check_credentials(owner.username, password=password, source=source, now=now)
    reopen_account(closure, by=owner, now=now)
    messages.success(request, _("Votre compte est gardé. Ouvrez maintenant une session."))
    return redirect("citizens:sign-in")


def _refused(request: HttpRequest, refusal: ReopeningRefused) -> HttpResponse:
    return render(request, "citizens/reopening_refused.html", {"sentence": refusal.message}, status=410)
