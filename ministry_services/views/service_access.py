"""« Accès au service » (X-04): the service decides the portal, the portal's own gate decides the rest."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from clicsequr.kernel.pages import page
from ministry_services.queries.catalogue import service_named


@page(writes=())
def service_access(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead to the gate of the service's portal."""
    service = service_named(slug)
    if service is None:
        raise Http404
    return redirect(settings.PORTAL_GATES[service.portal], slug=slug)
