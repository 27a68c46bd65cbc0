"""How a page is made: the sentences of its language, the menu, and the same page in the other language."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ministry_services.demo_site.configuration import LANGUAGES, ministry, services, texts


def show(request: HttpRequest, template: str, *, language: str, status: int = 200, **context: Any) -> HttpResponse:
    other = "fr" if language == "en" else "en"
    rows: list[dict[str, Any]] = [{"service": service, "name": service.name(language)} for service in services()]
    known = {
        "t": texts(language),
        "language": language,
        "other_language": other,
        "other_address": request.path.replace(f"/{language}/", f"/{other}/", 1),
        "issuer": ministry().issuer,
        "government_portal": ministry().government_portal,
        "citizens": [row for row in rows if row["service"].portal == "C"],
        "enterprises": [row for row in rows if row["service"].portal == "E"],
    }
    return render(request, template, {**known, **context}, status=status)


def language_of(request: HttpRequest) -> str:
    """Give the language asked for by an address without one: ?lang=, else the browser's first that we speak."""
    asked = [request.GET.get("lang", ""), *request.headers.get("Accept-Language", "").split(",")]
    spoken = (entry.strip()[:2].lower() for entry in asked)
    return next((language for language in spoken if language in LANGUAGES), "fr")


def notice_of(code: str, *, language: str) -> dict[str, Any] | None:
    """Give what to say after an act or a refusal; a code that nobody foresaw is a problem of clicSÉQUR."""
    if not code:
        return None
    known = texts(language)
    told: dict[str, Any] = known["told"].get(code) or known["errors"].get(code) or known["errors"]["server_error"]
    return told
