from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from clicsequr.kernel.pages import page


@page(writes=())
def contact(request: HttpRequest) -> HttpResponse:
    return render(request, "layouts/page.html", {"page_title": _("Nous joindre")})


@page(writes=())
def contact_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "layouts/page.html", {"page_title": _("Message transmis")})
