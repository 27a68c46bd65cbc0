"""Public pages of the whole: what clicSÉQUR is, help, search, site map, contact, policies."""

from django.urls import path

from accounts.views.sign_in import choose_portal
from clicsequr import views
from clicsequr.public_views import about, contact, policies, search
from clicsequr.public_views import help as help_views

urlpatterns = [
    path("", views.home, name="home"),
    path("clicsequr/", about.about, name="about"),
    path("portails/", choose_portal, name="choose-portal"),
    path("a-propos/", policies.about_site, name="about-site"),
    path("plan-du-site/", search.site_map, name="site-map"),
    path("recherche/", search.search, name="search"),
    path("nous-joindre/", contact.contact, name="contact"),
    path("nous-joindre/message-transmis/", contact.contact_sent, name="contact-sent"),
    path("aide/", help_views.help_home, name="help"),
    path("aide/page/", help_views.help_page, name="help-page"),
    path("aide/articles/<slug:slug>/", help_views.help_article, name="help-article"),
    path("aide/lexique/", help_views.glossary, name="glossary"),
    path("aide/ou-trouver/", help_views.where_to_find, name="where-to-find"),
    path("accessibilite/", policies.accessibility, name="accessibility"),
    path("confidentialite/", policies.privacy, name="privacy"),
    path("temoins/", policies.cookies, name="cookies"),
    path("conditions/", policies.terms, name="terms"),
]
