"""Public pages of the whole: what clicSÉQUR is, help, search, site map, contact."""

from django.urls import path

from clicsequr import views

urlpatterns = [
    path("accueil/", views.home, name="home"),
]
