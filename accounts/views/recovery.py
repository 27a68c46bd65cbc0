"""Recover an access (screens.md R-01 to R-03): always the same answer, the rest goes by e-mail."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.forms.password_field import NewPasswordForm
from accounts.forms.recovery import PasswordLinkForm
from accounts.link_confirmation import confirmation_page, forget_link, is_link_confirmed, remember_link
from accounts.middleware import client_network
from accounts.models import PasswordReset
from accounts.next_address import asked_next, namespace_of
from accounts.queries.password_links import reset_of
from accounts.services.passwords import SamePassword
from accounts.services.recovery import LinkRefused, ask_password_link, usable_link, use_password_link
from accounts.views.sign_in import locked_page
from clicsequr.kernel.errors import Throttled
from clicsequr.kernel.pages import page


@page(writes=())
def recover(request: HttpRequest) -> HttpResponse:
    """Lead to the recovery of the portal one comes from; to a choice when nothing tells which."""
    addresses = {portal: reverse(name) for portal, name in settings.PORTAL_RECOVERIES.items()}
    known = [request.GET.get("portail", ""), _portal_of(asked_next(request)), getattr(request.user, "portal", "")]
    for portal in known:
        if portal in addresses:
            return redirect(addresses[portal])
    return render(request, "accounts/recover.html", {"addresses": addresses})


def _portal_of(target: str) -> str:
    space = namespace_of(target)
    names = settings.PORTAL_RECOVERIES.items()
    return next((portal for portal, name in names if space and name.partition(":")[0] == space), "")


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
    """R-03, end: choose a password through the link, once; a portal may ask its holder for more first."""
    opened, now = reset_of(token), timezone.now()
    try:
        reset = usable_link(opened, now=now)
    except LinkRefused as refusal:
        return link_refused(request, refusal, opened)
    if not is_link_confirmed(request, reset):
        response = redirect(confirmation_page(reset))
        remember_link(response, reset, now=now)
        return response
    form = NewPasswordForm(request.POST or None, user_code=reset.user.user_code)
    if request.method == "POST" and form.is_valid():
        try:
            use_password_link(reset, password=form.cleaned_data["password"], now=now)
        except SamePassword as refusal:
            form.add_error("password", refusal.message)
        except LinkRefused as refusal:
            return link_refused(request, refusal, reset)
        else:
            return _reset_done()
    return render(request, "accounts/new_password.html", {"form": form, "portal": reset.user.portal})


def _reset_done() -> HttpResponse:
    response = redirect("accounts:password-reset-done")
    forget_link(response)
    return response


def link_refused(request: HttpRequest, refusal: LinkRefused, reset: PasswordReset | None) -> HttpResponse:
    """Say why a link serves no more, and where to ask for another one."""
    portal = reset.user.portal if reset else ""
    context = {"sentence": refusal.message, "asks_of": portal}
    return render(request, "accounts/link_refused.html", context, status=410)


@page(writes=())
def password_reset_done(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/password_reset_done.html")
