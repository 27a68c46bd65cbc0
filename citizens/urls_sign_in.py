"""Addresses of the sign_in of clicSÉQUR – Citoyens."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
