"""What follows a right to a service, in both portals: a surer sign-in where it is asked, then the service (X-04)."""

from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from accounts.authentication_context import context_of
from accounts.states import Acr
from ministry_services.models import OnlineService
from ministry_services.queries.waiting import Waiting, waiting_at
from ministry_services.rules.acr import acr_of, satisfies
from ministry_services.views.answering import to_application


def waiting_in(request: HttpRequest, *, now: datetime, service: OnlineService | None = None) -> Waiting | None:
    """Give the application that sent the person here, to say so and to offer the way back to it."""
    return waiting_at(request.GET.get("next"), now=now, service=service)


def enter_service(request: HttpRequest, service: OnlineService, waiting: Waiting | None) -> HttpResponseBase | None:
    """Lead on: to the application that waits, else to the service's own address, where its sign-in begins.

    None for a service that has no address yet. The assurance that the service asks comes first.
    """
    if service.minimum_acr != Acr.PASSWORD and not satisfies(acr_of(context_of(request).methods), service.minimum_acr):
        query = urlencode({"acr": service.minimum_acr, "next": request.get_full_path()})
        return redirect(f"{reverse('accounts:step-up')}?{query}")
    if waiting is not None:
        return redirect(waiting.address)
    return to_application(request, service.address) if service.address else None


def keeping_waiting(address: str, target: str, *, now: datetime) -> str:
    """Give an address of ours with the way back to the application that waits at `target`, if one does."""
    waiting = waiting_at(target, now=now)
    return f"{address}?{urlencode({'next': waiting.address})}" if waiting else address


def keeping_next(request: HttpRequest, address: str) -> str:
    """Give an address of ours with the way back of this page, for the page that explains in its place."""
    return f"{address}?{urlencode({'next': request.GET['next']})}" if "next" in request.GET else address
