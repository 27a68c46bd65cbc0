"""Addresses of the account of clicSÉQUR – Citoyens."""

from django.urls import path

from citizens.views import home

urlpatterns = [
    path("accueil/", home.home, name="home"),
    path("mes-services/", home.services, name="services"),
]
