"""Pages of a signed-in person, whatever their portal: `@account_page` on top of the kernel's `@page`."""

from collections.abc import Callable, Iterable
from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from accounts.models import User
from accounts.states import Portal
from clicsequr.kernel.pages import page

View = Callable[..., HttpResponseBase]


class AccountRequest(HttpRequest):
    """What an account page receives: somebody is signed in."""

    user: User


def account_page(*, reads: Iterable[str] = ("GET",), writes: Iterable[str] = ("POST",)) -> Callable[[View], View]:
    """Declare a page of an account: a visitor signs in first; an agent, who has a desk for that, gets 404."""

    reads = tuple(reads)

    def declare(view: View) -> View:
        @page(reads, writes, audience="account")
        @wraps(view)
        def entered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if not request.user.is_authenticated:
                back = {"next": request.get_full_path()} if "GET" in reads else {}
                return redirect(f"{reverse(settings.LOGIN_URL)}?{urlencode(back)}")
            if request.user.portal == Portal.AGENTS:
                raise Http404
            return view(request, *args, **kwargs)

        return entered

    return declare
