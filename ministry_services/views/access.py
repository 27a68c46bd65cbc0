"""« Accès au service » (X-04): the service decides the portal, the portal's own gate decides the rest."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from clicsequr.kernel.pages import page
from ministry_services.queries import service_named


@page(writes=())
def access(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead to the gate of the service's portal; say so where this site does not serve that portal yet."""
    service = service_named(slug)
    if service is None:
        raise Http404
    gate = settings.PORTAL_GATES.get(service.portal)
    if gate is None:
        return render(request, "ministry_services/portal_not_served.html", {"service": service}, status=404)
    return redirect(gate, slug=slug)
