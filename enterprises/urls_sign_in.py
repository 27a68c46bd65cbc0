"""Addresses of the sign-in to clicSÉQUR – Entreprises."""

from django.urls import path, re_path

from accounts.states import Portal
from accounts.views.recovery import recover_password
from enterprises.views import recovery, sign_in

urlpatterns = [
    path("session/", sign_in.sign_in, name="sign-in"),
    path("session/mot-de-passe/", sign_in.sign_in_password, name="sign-in-password"),
    path("session/cle-d-acces/", sign_in.sign_in_passkey, name="sign-in-passkey"),
    re_path(
        rf"^session/refus/(?P<reason>{'|'.join(sign_in.REFUSALS)})/$", sign_in.sign_in_refused, name="sign-in-refused"
    ),
    path("recuperation/", recovery.recover, name="recover"),
    path("recuperation/code/", recovery.recover_code, name="recover-code"),
    path("recuperation/mot-de-passe/", recover_password, {"portal": Portal.ENTERPRISES}, name="recover-password"),
    path("recuperation/courriel/", recovery.recover_email_lost, name="recover-email-lost"),
]
