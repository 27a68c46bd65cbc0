"""The public pages of the ministry: the page that leads to its six services, and the menu around it."""

import unicodedata

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from ministry_services.demo_site.configuration import HERE, services, texts
from ministry_services.demo_site.showing import language_of, show


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    return redirect("home", language=language_of(request))


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    sheet = (HERE / "style.css").read_text(encoding="utf-8")
    return HttpResponse(sheet, content_type="text/css; charset=utf-8", headers={"Cache-Control": "max-age=300"})


@require_safe
def home(request: HttpRequest, language: str) -> HttpResponse:
    return show(request, "home.html", language=language, text=f"text_{language}.html")


@require_safe
def site_map(request: HttpRequest, language: str) -> HttpResponse:
    return show(request, "site_map.html", language=language)


@require_safe
def contact(request: HttpRequest, language: str) -> HttpResponse:
    return show(request, "contact.html", language=language)


@require_safe
def about(request: HttpRequest, language: str) -> HttpResponse:
    return show(request, "about.html", language=language)


@require_safe
def left(request: HttpRequest, language: str) -> HttpResponse:
    return show(request, "left.html", language=language)


@require_safe
def search(request: HttpRequest, language: str) -> HttpResponse:
    asked = request.GET.get("q", "")[:100].strip()
    words = _plain(asked).split()
    found = [
        {"service": service, "name": service.name(language)}
        for service in services()
        if words and all(word in _plain(f"{service.name_fr} {service.name_en}") for word in words)
    ]
    return show(request, "search.html", language=language, asked=asked, found=found)


@require_safe
def error(request: HttpRequest, language: str, code: str) -> HttpResponse:
    """Say why there is no way in, where no service is concerned."""
    told = texts(language)["errors"].get(code)
    if told is None:
        raise Http404
    return show(request, "error.html", language=language, told=told, code=code)


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
