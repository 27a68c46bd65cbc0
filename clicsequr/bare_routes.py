"""The addresses of programs, answered before sessions, cookies, form tokens and pages (performance.md: bare routes).

A program has none of them. It gets JSON whatever happens, and the headers that a page would get.
"""

import logging
import math
import threading
import time
from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.urls import reverse
from oauthlib.oauth2.rfc6749.errors import OAuth2Error

from accounts.middleware import RequestContextMiddleware
from clicsequr.kernel.errors import AlreadyDone, NotAllowed, NotFound, StaleState, Throttled, Unavailable
from clicsequr.refusals import new_reference, seconds_to_wait
from ministry_services.urls_provider import app_name, browser_urls, program_urls

Response = Callable[[HttpRequest], HttpResponse]

logger = logging.getLogger(__name__)

PREFIXES = ("/openid/", "/api/")
LARGEST_BODY = 64 * 1024
TRUSTED_FOR = 1.0
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
}
_REFUSED = (
    *(OAuth2Error, Http404, SuspiciousOperation, UnreadablePostError, MultiPartParserError),
    *(AlreadyDone, NotAllowed, NotFound, StaleState, Throttled),
)


class BareRoutesMiddleware:
    """Answer the addresses of programs here; let everything else pass."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response
        self.answer_traced = RequestContextMiddleware(self.answer)
        self.of_thread = threading.local()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if path not in self.views and (path in self.of_browsers or not path.startswith(PREFIXES)):
            return self.get_response(request)
        self.trust_fresh_connection()
        response = self.answer_traced(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Length", str(len(response.content)))
        return response

    @cached_property
    def views(self) -> dict[str, Any]:
        return {reverse(f"{app_name}:{pattern.name}"): pattern.callback for pattern in program_urls}

    @cached_property
    def of_browsers(self) -> set[str]:
        return {reverse(f"{app_name}:{pattern.name}") for pattern in browser_urls}

    def trust_fresh_connection(self) -> None:
        """Leave out the question whether the database still answers where it answered a moment ago in this thread."""
        now = time.monotonic()
        if now - getattr(self.of_thread, "used_at", -math.inf) < TRUSTED_FOR:
            connection.health_check_done = True  # type: ignore[attr-defined]  # absent from the stubs
        self.of_thread.used_at = now

    def answer(self, request: HttpRequest) -> HttpResponse:
        view = self.views.get(request.path_info)
        if view is None:
            return _error("not_found", 404)
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isdecimal() and (len(length) > 9 or int(length) > LARGEST_BODY):
            return _error("invalid_request", 413, "The body is too large.")
        try:
            request.get_host()
            response: HttpResponse = view(request)
        except _REFUSED as error:
            return _refusal(error)
        except Exception as error:
            reference = new_reference()
            logger.exception("server_error", extra={"reference": reference})
            return _failure(error, reference)
        if response.status_code == 405:
            return _error("invalid_request", 405, "Method not allowed.", Allow=response.headers["Allow"])
        return response


def _refusal(error: Exception) -> HttpResponse:
    if isinstance(error, OAuth2Error):
        return _error(error.error, error.status_code, error.description or "", **error.headers)
    if isinstance(error, Throttled):
        return _error("slow_down", 429, "Too many requests.", **{"Retry-After": str(seconds_to_wait(error))})
    if isinstance(error, RequestDataTooBig):
        return _error("invalid_request", 413, "The body is too large.")
    if isinstance(error, Http404 | NotFound):
        return _error("not_found", 404)
    return _error("invalid_request", 400, "The request was refused.")


def _failure(error: Exception, reference: str) -> HttpResponse:
    if isinstance(error, OperationalError | InterfaceError | Unavailable):  # the database will come back
        return _error("temporarily_unavailable", 503, f"Reference {reference}.", **{"Retry-After": "120"})
    return _error("server_error", 500, f"Reference {reference}.")


def _error(code: str, status: int, description: str = "", **headers: str) -> HttpResponse:
    told = {"error": code} | ({"error_description": description} if description else {})
    return JsonResponse(told, status=status, headers=headers)
