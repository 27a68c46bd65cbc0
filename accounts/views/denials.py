"""The link « ce n’était pas moi » of a mail (N-09): it opens no session; the act is a POST."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.actors import VISITOR
from accounts.queries.denials import denial_of
from accounts.services.denials import DenialRefused, deny_sign_in, usable_denial
from clicsequr.kernel.masking import mask_user_code
from clicsequr.kernel.pages import page


@page()
def sign_in_denied(request: HttpRequest, token: str) -> HttpResponse:
    """Explain, then shut everybody out: a mail program that opens links changes nothing."""
    try:
        denial = usable_denial(denial_of(token), now=timezone.now())
        if request.method == "POST":
            user = deny_sign_in(denial, by=VISITOR, now=timezone.now())
            if request.user == user:
                logout(request)
            return redirect("accounts:protected")
    except DenialRefused as refusal:
        return render(request, "accounts/link_refused.html", {"sentence": refusal.message}, status=410)
    context = {
        "masked_code": mask_user_code(denial.user.user_code),
        "portal_name": denial.user.get_portal_display(),
        "at": timezone.localtime(denial.at),
    }
    return render(request, "accounts/sign_in_denied.html", context)
