"""What programs ask for at the root of a site."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils import timezone

from clicsequr.kernel.pages import page

# RFC 9116, 2.5.5: less than a year, so that an abandoned site is noticed.
SECURITY_CONTACT_LASTS = timedelta(days=180)
PRIVATE = ["/*/agents/", "/*/entreprises/", "/*/citoyens/", "/*/session/", "/*/recherche/", "/*/aide/page/"]


@page(writes=())
def robots(request: HttpRequest) -> HttpResponse:
    """Let search engines read the public pages, none of a demonstration."""
    closed = ["/"] if settings.DEMO else PRIVATE
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return _plain(lines)


@page(writes=())
def security(request: HttpRequest) -> HttpResponse:
    """Say whom to tell of a weakness (RFC 9116)."""
    expires = (timezone.now() + SECURITY_CONTACT_LASTS).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: mailto:{settings.SUPPORT_EMAIL}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: fr, en",
        f"Canonical: {settings.PUBLIC_URL}/.well-known/security.txt",
    ]
    return _plain(lines)


@page(writes=())
def icon(request: HttpRequest) -> HttpResponse:
    return redirect(static("theme/images/icon.svg"), permanent=True)


def _plain(lines: list[str]) -> HttpResponse:
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
