"""Health first, private pages never cached, the language of the address, no huge request, refusals as pages."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from clicsequr.health import live, ready
from clicsequr.kernel.errors import DomainError
from clicsequr.refusals import refusal_page

Response = Callable[[HttpRequest], HttpResponse]


class HealthMiddleware:
    """Answer /health/* before sessions and hosts are looked at: a probe has neither."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/health/live":
            return live()
        if request.path == "/health/ready":
            return ready()
        return self.get_response(request)


class PrivatePagesMiddleware:
    """Nothing but public, static pages may be kept by a browser or a proxy."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store, private")
            response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response


class LanguageMiddleware:
    """The address decides the language (`/en/…`); elsewhere French. A browser's preference never does."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class BodyTooLarge(DomainError):
    code = "request.too_large"
    message = _(
        "Ce que vous envoyez est trop volumineux. Revenez à la page précédente et envoyez un fichier plus petit."
    )


class BodyLimitMiddleware:
    """Refuse what is larger than the largest form before a byte of it is read: Django would keep it on disk whole."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isdecimal() and (len(length) > 12 or int(length) > settings.LARGEST_BODY):
            return refusal_page(request, BodyTooLarge(), status=413)
        return self.get_response(request)


class RefusalMiddleware:
    """A refusal that no view turned into a page becomes one: a clear sentence, never a bare 403 or 500."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refusal_page(request, exception) if isinstance(exception, DomainError) else None
