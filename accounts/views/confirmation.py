"""X-12: the password again, then back to the act."""

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.devices import source_of
from accounts.forms.sign_in import PasswordForm
from accounts.next_address import asked_next, in_present_language
from accounts.services.passwords import WrongPassword, confirm_password
from accounts.views.access import AccountRequest, account_page
from accounts.views.sign_in import locked_page
from clicsequr.kernel.errors import Throttled


@account_page()
def confirm(request: AccountRequest) -> HttpResponse:
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        source = source_of(request, request.user.username).name
        try:
            confirm_password(request.user, password=form.cleaned_data["password"], source=source, now=timezone.now())
        except Throttled as refusal:
            return locked_page(request, refusal)
        except WrongPassword as refusal:
            form.add_error("password", refusal.message)
        else:
            reauthenticate_by_password(request)
            return redirect(in_present_language(asked_next(request)) or "accounts:profile")
    waiting = import_string(settings.WAITING_REQUESTS)(asked_next(request), now=timezone.now())
    context = {"form": form, "user_code": request.user.user_code, "waiting": waiting}
    return render(request, "accounts/confirm.html", context)
