"""Addresses of the recovery of clicSÉQUR – Citoyens."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
