"""Addresses that programs look for at the root: robots, security contacts, the icon."""

from django.urls import path

from clicsequr.public_views import machines

urlpatterns = [
    path("robots.txt", machines.robots, name="robots"),
    path(".well-known/security.txt", machines.security, name="security-contact"),
    path("favicon.ico", machines.icon, name="icon"),
]
