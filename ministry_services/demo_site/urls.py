"""Addresses of the ministry's site. `/phosphore/` is where clicSÉQUR sends people: it begins a sign-in."""

from django.urls import include, path, register_converter

from ministry_services.demo_site import acts, pages, sign_in
from ministry_services.demo_site.converters import ApplicationConverter, LanguageConverter, ServiceConverter

register_converter(LanguageConverter, "language")
register_converter(ServiceConverter, "service")
register_converter(ApplicationConverter, "application")

in_a_language = [
    path("", pages.home, name="home"),
    path("plan-du-site/", pages.site_map, name="site-map"),
    path("nous-joindre/", pages.contact, name="contact"),
    path("a-propos/", pages.about, name="about"),
    path("recherche/", pages.search, name="search"),
    path("au-revoir/", pages.left, name="left"),
    path("erreur/<slug:code>/", pages.error, name="error"),
    path("<service:service>/", acts.service, name="service"),
    path("<service:service>/verifier/", acts.verify, name="verify"),
    path("<service:service>/rafraichir/", acts.refresh, name="refresh"),
    path("<service:service>/brouillon/", acts.save_draft, name="draft"),
    path("<service:service>/quitter/", sign_in.leave, name="leave"),
]
urlpatterns = [
    path("", pages.root, name="root"),
    path("style.css", pages.style, name="style"),
    path("au-revoir/", sign_in.left, name="signed-out"),
    path("retour/<application:application>/", sign_in.come_back, name="back"),
    path("fermeture/<application:application>/", sign_in.close, name="close"),
    path("<service:service>/", sign_in.enter, name="enter"),
    path("<language:language>/", include(in_a_language)),
]
