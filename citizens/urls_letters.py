"""Addresses of the letters of clicSÉQUR – Citoyens."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
