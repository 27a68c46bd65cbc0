"""Headers of every page, and one address for the site."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from ministry_services.demo_site.configuration import ministry

Respond = Callable[[HttpRequest], HttpResponse]


class HeadersMiddleware:
    """No script, nothing from elsewhere; a form may lead to clicSÉQUR, where « Quitter » goes."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond
        self.policy = (
            "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; "
            f"form-action 'self' {ministry().issuer}"
        )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.respond(request)
        response["Content-Security-Policy"] = self.policy
        response["X-Content-Type-Options"] = "nosniff"
        response["Referrer-Policy"] = "same-origin"
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class OneAddressMiddleware:
    """A sign-in ends at the address that was registered: it begins there too, or its cookie would be elsewhere."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond
        self.host = urlsplit(ministry().site).netloc

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "GET" and request.get_host() != self.host:
            return HttpResponseRedirect(f"{ministry().site}{request.get_full_path()}")
        return self.respond(request)
