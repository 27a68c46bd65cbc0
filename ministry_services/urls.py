"""Addresses of the public catalogue."""

from django.urls import path

from ministry_services.views import authorization, catalogue, service_access

app_name = "ministry_services"
urlpatterns = [
    path("", catalogue.services, name="list"),
    path("demandes/<slug:handle>/", authorization.authorization, name="authorization"),
    path("<slug:slug>/", catalogue.service, name="service"),
    path("<slug:slug>/acces/", service_access.service_access, name="access"),
]
