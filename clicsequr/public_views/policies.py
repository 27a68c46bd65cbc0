from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from clicsequr.kernel.pages import page


@page(writes=())
def about_site(request: HttpRequest) -> HttpResponse:
    return render(request, "layouts/page.html", {"page_title": _("À propos du site")})


@page(writes=())
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "layouts/page.html", {"page_title": _("Accessibilité")})


@page(writes=())
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "layouts/page.html", {"page_title": _("Confidentialité")})


@page(writes=())
def cookies(request: HttpRequest) -> HttpResponse:
    return render(request, "layouts/page.html", {"page_title": _("Témoins")})


@page(writes=())
def terms(request: HttpRequest) -> HttpResponse:
    return render(request, "layouts/page.html", {"page_title": _("Conditions d’utilisation")})
