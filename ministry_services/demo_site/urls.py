"""Addresses of the ministry's site. `/phosphore/` is where clicSÉQUR sends people: it begins a sign-in."""

from django.urls import include, path, register_converter

from ministry_services.demo_site.acts import refresh, save_draft, service, verify
from ministry_services.demo_site.converters import ApplicationConverter, LanguageConverter, ServiceConverter
from ministry_services.demo_site.pages import about, contact, error, home, left, root, search, site_map, style
from ministry_services.demo_site.sign_in import close, come_back, enter, leave, signed_out

register_converter(LanguageConverter, "language")
register_converter(ServiceConverter, "service")
register_converter(ApplicationConverter, "application")

in_a_language = [
    path("", home, name="home"),
    path("plan-du-site/", site_map, name="site-map"),
    path("nous-joindre/", contact, name="contact"),
    path("a-propos/", about, name="about"),
    path("recherche/", search, name="search"),
    path("au-revoir/", left, name="left"),
    path("erreur/<slug:code>/", error, name="error"),
    path("<service:service>/", service, name="service"),
    path("<service:service>/verifier/", verify, name="verify"),
    path("<service:service>/rafraichir/", refresh, name="refresh"),
    path("<service:service>/brouillon/", save_draft, name="draft"),
    path("<service:service>/quitter/", leave, name="leave"),
]
urlpatterns = [
    path("", root, name="root"),
    path("style.css", style, name="style"),
    path("au-revoir/", signed_out, name="signed-out"),
    path("retour/<application:application>/", come_back, name="back"),
    path("fermeture/<application:application>/", close, name="close"),
    path("<service:service>/", enter, name="enter"),
    path("<language:language>/", include(in_a_language)),
]
