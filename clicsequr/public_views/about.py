from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from clicsequr.kernel.pages import page


@page(writes=())
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "layouts/page.html", {"page_title": _("Service d’authentification gouvernemental clicSÉQUR")})


@page(writes=())
def choose_portal(request: HttpRequest) -> HttpResponse:
    return render(request, "layouts/page.html", {"page_title": _("Choisissez votre portail")})
