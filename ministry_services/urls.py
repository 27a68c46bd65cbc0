"""Addresses of the public catalogue."""

from django.urls import path

from ministry_services.views import access, catalogue

app_name = "ministry_services"
urlpatterns = [
    path("", catalogue.services, name="list"),
    path("<slug:slug>/", catalogue.service, name="service"),
    path("<slug:slug>/acces/", access.access, name="access"),
]
