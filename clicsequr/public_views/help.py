from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from clicsequr.kernel.pages import page


@page(writes=())
def help_home(request: HttpRequest) -> HttpResponse:
    return render(request, "layouts/page.html", {"page_title": _("Aide")})


@page(writes=())
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "layouts/page.html", {"page_title": _("Aide pour cette page")})


@page(writes=())
def help_article(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "layouts/page.html", {"page_title": _("Aide")})


@page(writes=())
def glossary(request: HttpRequest) -> HttpResponse:
    return render(request, "layouts/page.html", {"page_title": _("Lexique")})


@page(writes=())
def where_to_find(request: HttpRequest) -> HttpResponse:
    return render(request, "layouts/page.html", {"page_title": _("Où trouver…?")})
