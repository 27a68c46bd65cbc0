"""Addresses of the code by post, inside an identity check."""

from django.urls import path

from citizens.views import letters

urlpatterns = [
    path("identite/lettre/", letters.letter, name="letter"),
    path("identite/lettre/demandee/", letters.letter_asked, name="letter-asked"),
    path("identite/lettre/code/", letters.letter_code, name="letter-code"),
]
