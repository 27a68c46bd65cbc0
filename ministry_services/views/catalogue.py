"""The public catalogue: the services of each portal, and the page of one service (X-02, X-03)."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.states import Portal
from clicsequr.kernel.pages import page
from ministry_services.models import OnlineService
from ministry_services.queries.catalogue import service_named, services_by_portal
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
        "creation_url": _creation_url(found),
    }
    return render(request, "ministry_services/service.html", context)


def _creation_url(service: OnlineService) -> str:
    """Give where an account for this service begins; the steps of a citizen depend on it, those of a firm do not."""
    query = f"?{urlencode({'service': service.slug})}" if service.portal == Portal.CITIZENS else ""
    return f"{reverse(settings.PORTAL_CREATIONS[service.portal])}{query}"
