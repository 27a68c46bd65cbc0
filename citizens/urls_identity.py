"""Addresses of the identity of clicSÉQUR – Citoyens."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
