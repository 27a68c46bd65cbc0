"""Addresses of the account of clicSÉQUR – Citoyens."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
