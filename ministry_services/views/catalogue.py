"""The public catalogue: the services of each portal, and the page of one service (X-02, X-03)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from clicsequr.kernel.pages import page
from ministry_services.queries import portal_is_open, service_named, services_by_portal
from ministry_services.states import ServiceState


@page(writes=())
def services(request: HttpRequest) -> HttpResponse:
    """X-02: every service, by portal."""
    return render(request, "ministry_services/list.html", {"portals": services_by_portal()})


@page(writes=())
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """X-03: who a service is for, what to have at hand, and the way in."""
    found = service_named(slug)
    if found is None:
        raise Http404
    context = {
        "service": found,
        "service_is_open": found.state == ServiceState.OPEN,
        "portal_is_open": portal_is_open(found.portal),
    }
    return render(request, "ministry_services/service.html", context)
