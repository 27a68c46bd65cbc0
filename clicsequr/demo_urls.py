"""Pages of a demonstration only: the people to try, the papers of persons, and the mails that were sent."""

from django.urls import path

from clicsequr.public_views import demo

urlpatterns = [
    path("", demo.demo, name="demo"),
    path("papiers/", demo.papers, name="demo-papers"),
    path("courriels/", demo.mails, name="demo-mails"),
    path("courriels/<slug:name>/", demo.mail, name="demo-mail"),
]
