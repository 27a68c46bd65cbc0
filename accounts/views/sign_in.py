"""Pages of the sign-in that every portal shares: choose a portal, second factor, temporary password, new terms."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.next_address import asked_next, namespace_of
from clicsequr.kernel.errors import Throttled
from clicsequr.kernel.pages import page


@page(writes=())
def choose_portal(request: HttpRequest) -> HttpResponse:
    """S-00: two doors; a page that belongs to one portal needs no question."""
    target = asked_next(request)
    if request.user.is_authenticated:
        return redirect(target or "home")
    query = f"?{urlencode({'next': target})}" if target else ""
    if namespace_of(target) == "enterprises":
        return redirect(reverse("enterprises:sign-in") + query)
    return render(request, "accounts/choose_portal.html", {"query": query})


@page(writes=())
def session_expired(request: HttpRequest) -> HttpResponse:
    """Z-01: what happened, what was kept, and the way back to the same page."""
    target = asked_next(request)
    if request.user.is_authenticated:
        return redirect(target or "home")
    query = f"?{urlencode({'next': target})}" if target else ""
    return render(request, "accounts/session_expired.html", {"sign_in_url": reverse("choose-portal") + query})


def locked_page(request: HttpRequest, refusal: Throttled, **context: object) -> HttpResponse:
    """Z-02 and Z-03: the same page for a known and an unknown code."""
    context = {"page_title": _("Trop de tentatives"), "sentence": refusal.message, **context}
    response = render(request, "accounts/locked.html", context, status=429)
    wait = int((refusal.retry_at - timezone.now()).total_seconds())
    response.headers["Retry-After"] = str(max(1, wait))
    return response
