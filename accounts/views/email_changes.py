"""A change of address: its owner gives up one that waits; the former address undoes one through its link."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import VISITOR
from accounts.queries.email_changes import change_of
from accounts.services.email_changes import UndoRefused, cancel_change, undo_change, usable_undo
from accounts.views.access import AccountRequest, account_page
from clicsequr.kernel.masking import mask_email, mask_user_code
from clicsequr.kernel.pages import page


@account_page(reads=())
def email_change_cancel(request: AccountRequest) -> HttpResponse:
    """Keep the present address (R-05, from the banner of the home)."""
    cancel_change(request.user, by=request.user, now=timezone.now())
    messages.success(request, _("Votre adresse de courriel ne changera pas."))
    return redirect("accounts:profile")


@page()
def email_undo(request: HttpRequest, token: str) -> HttpResponse:
    """Explain; the act is a POST, so that a mail program that opens links undoes nothing."""
    try:
        change = usable_undo(change_of(token), now=timezone.now())
        if request.method == "POST":
            undone = undo_change(change, by=VISITOR, now=timezone.now())
            if request.user == undone.user:
                logout(request)
            return redirect("accounts:protected" if undone.done_at else "accounts:email-undone")
    except UndoRefused as refusal:
        return render(request, "accounts/email_undo_refused.html", {"sentence": refusal.message}, status=410)
    context = {
        "change": change,
        "masked_code": mask_user_code(change.user.user_code),
        "former_address": mask_email(change.former_email),
        "new_address": mask_email(change.new_email),
    }
    return render(request, "accounts/email_undo.html", context)


@page(writes=())
def email_undone(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/email_undone.html")
