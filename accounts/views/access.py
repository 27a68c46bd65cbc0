"""Pages of a signed-in person, whatever their portal: `@account_page` on top of the kernel's `@page`."""

from collections.abc import Callable, Iterable
from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
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


def other_portal(request: HttpRequest, *, needed: Portal, waiting: object = None) -> HttpResponseBase:
    """Say that the session in hand is of another portal than this page's (X-05).

    `waiting`: the application of a ministry that sent the person here, to lead back to.
    """
    context = {
        "signed_in_to": Portal(getattr(request.user, "portal", "")).label,
        "needed": needed.label,
        "sign_in_name": needed.value,
        "create_url": reverse(settings.PORTAL_CREATIONS[needed]),
        "waiting": waiting,
    }
    return render(request, "accounts/other_portal.html", context, status=403)


def sign_in_first(
    request: HttpRequest, *, portal: Portal, is_read: bool = True, user_code: str = ""
) -> HttpResponseBase:
    """Lead to the portal's sign-in and back to this page after it; to the portal's home when it only takes a POST.

    `user_code`: what a service knows of who should come, written in the field beforehand.
    """
    target = request.get_full_path() if is_read else reverse(settings.PORTAL_HOMES[portal])
    asked = {"next": target, **({"code": user_code} if user_code else {})}
    return redirect(f"{reverse(settings.PORTAL_SIGN_INS[portal])}?{urlencode(asked)}")
