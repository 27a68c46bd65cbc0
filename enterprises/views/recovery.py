"""Recover an access to clicSÉQUR – Entreprises (screens.md R-01 to R-05)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.recovery import RecoveryChoiceForm
from accounts.middleware import client_network
from accounts.services.recovery import ask_user_codes
from accounts.views.sign_in import locked_page
from clicsequr.kernel.errors import Throttled
from clicsequr.kernel.pages import page
from enterprises.forms.recovery import UserCodesForm
from enterprises.queries.sign_in import users_of_enterprise

NEEDS = {
    "code": (_("J’ai oublié mon code d’utilisateur"), "enterprises:recover-code"),
    "password": (_("J’ai oublié mon mot de passe"), "enterprises:recover-password"),
    "locked": (_("Mon accès est bloqué après trop d’essais"), "enterprises:recover-password"),
    "email": (_("Je n’ai plus accès à mon courriel"), "enterprises:recover-email-lost"),
}


@page()
def recover(request: HttpRequest) -> HttpResponse:
    """R-01: what is missing decides the page."""
    choices = [(need, label) for need, (label, _address) in NEEDS.items()]
    form = RecoveryChoiceForm(request.POST or None, choices=choices)
    if request.method == "POST" and form.is_valid():
        return redirect(NEEDS[form.cleaned_data["need"]][1])
    context = {"form": form, "page_title": form.fields["need"].label, "single_question": True}
    return render(request, "layouts/form_page.html", context)


@page()
def recover_code(request: HttpRequest) -> HttpResponse:
    """R-02: an address and a NEQ; the codes go by e-mail when they belong together."""
    form = UserCodesForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/recover_code.html", {"form": form})
    email, number = form.cleaned_data["email"], form.cleaned_data["number"]
    users = users_of_enterprise(number, email=email)
    try:
        ask_user_codes(users, email=email, beside=number, address=client_network(request), now=timezone.now())
    except Throttled as refusal:
        return locked_page(request, refusal)
    return redirect("accounts:recovery-sent")


@page(writes=())
def recover_email_lost(request: HttpRequest) -> HttpResponse:
    """R-05 for a business: an agent by telephone, or the person in charge."""
    return render(request, "enterprises/recover_email_lost.html")
