"""Home, and the error pages that Django asks for by name."""

import logging
import sys
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import redirect, render
from django.template import loader

from clicsequr.kernel.pages import page
from clicsequr.refusals import new_reference

logger = logging.getLogger(__name__)


@page()
def home(request: HttpRequest) -> HttpResponse:
    """Send a signed-in person to the home of their portal, others to the public page."""
    if request.user.is_authenticated:
        return redirect(settings.PORTAL_HOMES[request.user.portal])
    return redirect("about")


def page_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a stale form token (Z-01), or a browser that keeps no cookie (Z-04), with what to do."""
    template = "errors/cookies_needed.html" if reason == REASON_NO_CSRF_COOKIE else "errors/expired.html"
    return render(request, template, {"retry_url": request.get_full_path()}, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/400.html", {"reference": _noted("bad_request")}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/403.html", {"reference": _noted("forbidden")}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that it failed, without a database, a session or a context processor (Z-06)."""
    context: dict[str, Any] = {"reference": _noted("server_error"), "support_phone": settings.SUPPORT_PHONE}
    # Django calls this while it handles the error: a database that does not answer will come back.
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        page = loader.render_to_string("errors/503.html", context)
        return HttpResponse(page, status=503, headers={"Retry-After": "120"})
    return HttpResponse(loader.render_to_string("errors/500.html", context), status=500)


def _noted(event: str) -> str:
    """Give the reference of the page, by which support finds the lines of its request."""
    reference = new_reference()
    logger.error(event, extra={"reference": reference})
    return reference
