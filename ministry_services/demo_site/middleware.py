"""Headers of every page, and one address for the site."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

Respond = Callable[[HttpRequest], HttpResponse]


class HeadersMiddleware:
    """No script, nothing from elsewhere; a form may lead to clicSÉQUR, where « Quitter » goes."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond
        self.policy = (
            "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; "
            f"form-action 'self' {settings.MINISTRY.issuer}"
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
        self.host = urlsplit(settings.MINISTRY.site).netloc

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "GET" and request.get_host() != self.host:
            return HttpResponseRedirect(f"{settings.MINISTRY.site}{request.get_full_path()}")
        return self.respond(request)
