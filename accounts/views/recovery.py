"""Recover an access (screens.md R-01 to R-03): always the same answer, the rest goes by e-mail."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.forms.password_field import NewPasswordForm
from accounts.forms.recovery import PasswordLinkForm
from accounts.middleware import client_network
from accounts.queries.password_links import reset_of
from accounts.services.passwords import SamePassword
from accounts.services.recovery import LinkRefused, ask_password_link, usable_link, use_password_link
from accounts.views.sign_in import locked_page
from clicsequr.kernel.errors import Throttled
from clicsequr.kernel.pages import page


@page(writes=())
def recover(request: HttpRequest) -> HttpResponse:
    """Lead to the recovery of the portal; it is the only one open for now."""
    return redirect("enterprises:recover")


@page()
def recover_password(request: HttpRequest, portal: str) -> HttpResponse:
    """R-03: a code and an address; the link goes by e-mail when they belong together."""
    form = PasswordLinkForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/recover_password.html", {"form": form, "portal": portal})
    asked = form.cleaned_data
    try:
        ask_password_link(
            asked["user_code"], portal=portal, email=asked["email"], address=client_network(request), now=timezone.now()
        )
    except Throttled as refusal:
        return locked_page(request, refusal)
    return redirect("accounts:recovery-sent")


@page(writes=())
def recovery_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/recovery_sent.html")


@page()
def new_password(request: HttpRequest, token: str) -> HttpResponse:
    """R-03, end: choose a password through the link, once."""
    try:
        reset = usable_link(reset_of(token), now=timezone.now())
        form = NewPasswordForm(request.POST or None, user_code=reset.user.user_code)
        if request.method == "POST" and form.is_valid():
            use_password_link(reset, password=form.cleaned_data["password"], now=timezone.now())
            return redirect("accounts:password-reset-done")
    except SamePassword as refusal:
        form.add_error("password", refusal.message)
    except LinkRefused as refusal:
        return render(request, "accounts/link_refused.html", {"sentence": refusal.message}, status=410)
    return render(request, "accounts/new_password.html", {"form": form, "portal": reset.user.portal})


@page(writes=())
def password_reset_done(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/password_reset_done.html")
