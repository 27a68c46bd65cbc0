"""Addresses of the public catalogue."""

from django.urls import path

from ministry_services.views import authorization, catalogue, consents, end_session, service_access

app_name = "ministry_services"
urlpatterns = [
    path("", catalogue.services, name="list"),
    path("demandes/<slug:handle>/", authorization.authorization, name="authorization"),
    path("fermeture/", end_session.session_end, name="session-end"),
    path("qui-me-connaissent/", consents.consents, name="consents"),
    path("qui-me-connaissent/<int:pk>/retirer/", consents.consent_withdraw, name="consent-withdraw"),
    path("<slug:slug>/", catalogue.service, name="service"),
    path("<slug:slug>/acces/", service_access.service_access, name="access"),
]
