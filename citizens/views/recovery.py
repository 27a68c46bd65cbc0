"""Recover an access to clicSÉQUR – Citoyens: what is missing (R-01), the user code (R-02), a locked account."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import VISITOR
from accounts.forms.recovery import RecoveryChoiceForm
from accounts.middleware import client_network
from accounts.services.recovery import ask_user_codes
from accounts.views.sign_in import locked_page
from citizens.forms.recovery import UserCodesForm
from citizens.identity_check import CheckPurpose, begin_check, forget_check, is_used, note_use, proven
from citizens.queries.identity import accounts_of
from citizens.queries.recovery import accounts_with_email
from citizens.services.recovery import show_user_codes
from clicsequr.kernel.errors import Throttled
from clicsequr.kernel.pages import page
from clicsequr.kernel.sealed_cookies import SealedCookie

NEEDS = {
    "code": (_("J’ai oublié mon code d’utilisateur"), "citizens:recover-code"),
    "password": (_("J’ai oublié mon mot de passe"), "citizens:recover-password"),
    "options": (_("J’ai oublié mes réponses, ou je ne reconnais plus mon image"), "citizens:recover-options"),
    "email": (_("Je n’ai plus accès à mon courriel"), "citizens:recover-email"),
    "locked": (_("Mon accès est bloqué après trop d’essais"), "citizens:recover-locked"),
}
# Between the act and the page that shows its result, once.
SHOWN = SealedCookie("codes", purpose="citizens.recovery.codes", lasts=timedelta(minutes=2), holds=["reference"])


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
    """R-02: an address, and always the same answer; or an identity check for who no longer reaches that address."""
    if "identity" in request.POST:
        return begin_check(request, purpose=CheckPurpose.CODE, subject="")
    form = UserCodesForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "citizens/recover_code.html", {"form": form})
    email = form.cleaned_data["email"]
    try:
        ask_user_codes(accounts_with_email(email), email=email, address=client_network(request), now=timezone.now())
    except Throttled as refusal:
        return locked_page(request, refusal)
    return redirect("accounts:recovery-sent")


@page()
def recover_code_shown(request: HttpRequest) -> HttpResponse:
    """R-02 after an identity check: the codes of that person, shown once when asked for."""
    now = timezone.now()
    if shown := SHOWN.read(request, now=now):
        codes = list(accounts_of(UUID(shown["reference"])).values_list("user_code", flat=True))
        response = render(request, "citizens/recover_code_shown.html", {"codes": codes})
        SHOWN.forget(response)
        return response
    done = proven(request, purpose=CheckPurpose.CODE, subject="")
    if done is None:
        return redirect("citizens:recover-code")
    if request.method != "POST":
        return render(request, "citizens/recover_code_ready.html")
    if not is_used(request, done):
        show_user_codes(done.reference, by=VISITOR)
        note_use(request, done)
    response = redirect("citizens:recover-code-shown")
    SHOWN.put(response, {"reference": str(done.reference)}, now=now)
    forget_check(response)
    return response


@page(writes=())
def recover_locked(request: HttpRequest) -> HttpResponse:
    """R-01, « compte verrouillé »: the wait, and what ends it at once."""
    return render(request, "citizens/recover_locked.html")
