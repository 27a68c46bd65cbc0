from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from clicsequr.kernel.pages import page


@page(writes=())
def site_map(request: HttpRequest) -> HttpResponse:
    return render(request, "layouts/page.html", {"page_title": _("Plan du site")})


@page(writes=())
def search(request: HttpRequest) -> HttpResponse:
    return render(request, "layouts/page.html", {"page_title": _("Recherche")})
