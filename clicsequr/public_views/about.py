"""X-01: what clicSÉQUR is, for whom, and the way to a ministry's service."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clicsequr.help.articles import sections
from clicsequr.help.markup import page_address
from clicsequr.kernel.pages import page
from ministry_services.queries.catalogue import services_by_portal

# The first page of what a later version brings; each note goes away once its page is served.
USER_MANAGEMENT = "enterprises:members"


@page(writes=())
def about(request: HttpRequest) -> HttpResponse:
    citizens, enterprises = services_by_portal()
    context = {
        "texts": sections("about"),
        "citizens": citizens,
        "enterprises": enterprises,
        "registration_url": page_address("enterprises:registration"),
        "user_management_url": page_address(USER_MANAGEMENT),
    }
    return render(request, "public/about.html", context)
