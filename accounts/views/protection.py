"""« Ce n’était pas moi » (screens.md K-04): shut out whoever knows the password, then choose another one (R-03)."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.services.protection import protect_account
from accounts.views.access import AccountRequest, account_page
from clicsequr.kernel.pages import page


@account_page()
def not_me(request: AccountRequest) -> HttpResponse:
    """Say what will happen, then do it; the session in hand ends with the others."""
    if request.method != "POST":
        return render(request, "accounts/not_me.html")
    protect_account(request.user, by=request.user)
    logout(request)
    return redirect("accounts:protected")


@page(writes=())
def protected(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/protected.html")
