"""Addresses of the provider: for programs, at the root, in no language (docs/oidc.md)."""

from django.urls import URLPattern

app_name = "openid"
urlpatterns: list[URLPattern] = []
