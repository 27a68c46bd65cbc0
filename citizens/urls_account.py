"""Addresses of the account of clicSÉQUR – Citoyens."""

from django.urls import path

from citizens.views import closing, export, home, security_options_change

urlpatterns = [
    path("accueil/", home.home, name="home"),
    path("mes-services/", home.services, name="services"),
    path("profil/image/", security_options_change.image_change, name="image-change"),
    path("profil/phrase/", security_options_change.phrase_change, name="phrase-change"),
    path("profil/questions/", security_options_change.questions_change, name="questions-change"),
    path("profil/questions/<int:position>/", security_options_change.question_change, name="question-change"),
    path("profil/renseignements/", export.export, name="export"),
    path("profil/renseignements/fichier/", export.export_file, name="export-file"),
    path("fermeture/", closing.close, name="close"),
    path("fermeture/demandee/", closing.close_asked, name="close-asked"),
    path("reouverture/", closing.reopen, name="reopen"),
    path("reouverture/lien/<str:token>/", closing.reopen_link, name="reopen-link"),
]
