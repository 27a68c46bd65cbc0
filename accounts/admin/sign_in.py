"""Addresses of the agents' sign-in (A-01). Django's own sign-in and password pages are covered by ours."""

from django.urls import path
from django.views.generic import RedirectView

from accounts.views import agent_sign_in as views

agent_urls = [
    path("", views.index, name="index"),
    path("session/", views.sign_in, name="sign-in"),
    path("session/code/", views.second_factor, name="second-factor"),
    path("session/mot-de-passe/", views.new_password, name="new-password"),
    path("login/", RedirectView.as_view(pattern_name="agents:sign-in"), name="login"),
    path("logout/", RedirectView.as_view(pattern_name="agents:index"), name="logout"),
    path("password_change/", RedirectView.as_view(pattern_name="agents:new-password"), name="password_change"),
]
