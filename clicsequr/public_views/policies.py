"""H-06 and X-13: what this site is, accessibility, privacy, cookies, terms of use."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from accounts.queries.terms import current_terms
from accounts.states import Portal
from clicsequr.help.articles import text
from clicsequr.kernel.pages import page


@page(writes=())
def about_site(request: HttpRequest) -> HttpResponse:
    return _text_page(request, "about-site")


@page(writes=())
def accessibility(request: HttpRequest) -> HttpResponse:
    return _text_page(request, "accessibility")


@page(writes=())
def privacy(request: HttpRequest) -> HttpResponse:
    return _text_page(request, "privacy")


@page(writes=())
def cookies(request: HttpRequest) -> HttpResponse:
    return _text_page(request, "cookies")


@page(writes=())
def terms(request: HttpRequest) -> HttpResponse:
    """Show the version in force in a portal; without an English text, the French one, marked as French."""
    portal = _portal_read(request)
    version = current_terms(portal, on=timezone.localdate())
    shows_english = bool(version and get_language() == "en" and version.text_en)
    words = (version.text_en if shows_english else version.text_fr) if version else ""
    context = {"version": version, "words": words, "words_language": "en" if shows_english else "fr"}
    other = Portal.CITIZENS if portal == Portal.ENTERPRISES else Portal.ENTERPRISES
    return render(request, "public/terms.html", {**context, "read": portal, "other": other})


def _portal_read(request: HttpRequest) -> Portal:
    """Give the portal that the address names, else that of the session, else that of businesses."""
    asked = request.GET.get("portail") or getattr(request.user, "portal", "")
    return Portal.CITIZENS if asked == Portal.CITIZENS else Portal.ENTERPRISES


def _text_page(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "public/text.html", {"text": text(slug)})
