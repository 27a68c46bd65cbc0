"""Every address: two portals, the catalogue, the agents' desk, help. Paths are French, names English."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import RedirectView

from accounts.agent_site import agent_site
from clicsequr import views

urlpatterns = [
    path("", RedirectView.as_view(url="/fr/", query_string=True), name="root"),
    path("", include("clicsequr.machine_urls")),
    path("", include("ministry_services.urls_provider")),
    *i18n_patterns(
        # A whole portal is passed over at once: those without a prefix, tried one by one, come last.
        path("entreprises/", include("enterprises.urls")),
        path("citoyens/", include("citizens.urls")),
        path("services/", include("ministry_services.urls")),
        path("agents/", agent_site.urls),
        path("", include("clicsequr.public_urls")),
        path("", include("accounts.urls")),
    ),
]
if settings.DEMO:
    urlpatterns += [path("demo/", include("clicsequr.demo_urls"))]

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.server_error
