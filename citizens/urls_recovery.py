"""Addresses of the recovery of clicSÉQUR – Citoyens."""

from django.urls import path, re_path

from accounts.states import Portal
from accounts.views.recovery import recover_password
from citizens.options_draft import STEPS
from citizens.views import recovery, recovery_email, recovery_options, recovery_options_steps, recovery_password

urlpatterns = [
    path("recuperation/", recovery.recover, name="recover"),
    path("recuperation/code/", recovery.recover_code, name="recover-code"),
    path("recuperation/code/affiche/", recovery.recover_code_shown, name="recover-code-shown"),
    path("recuperation/acces-bloque/", recovery.recover_locked, name="recover-locked"),
    path("recuperation/mot-de-passe/", recover_password, {"portal": Portal.CITIZENS}, name="recover-password"),
    path(
        "recuperation/mot-de-passe/question/",
        recovery_password.recover_password_confirm,
        name="recover-password-confirm",
    ),
    path(
        "recuperation/mot-de-passe/confirmation/",
        recovery_password.recover_password_factor,
        name="recover-password-factor",
    ),
    path(
        "recuperation/mot-de-passe/cle-d-acces/",
        recovery_password.recover_password_passkey,
        name="recover-password-passkey",
    ),
    path(
        "recuperation/mot-de-passe/identite/", recovery_password.recover_password_proven, name="recover-password-proven"
    ),
    path("recuperation/options/", recovery_options.recover_options, name="recover-options"),
    re_path(
        rf"^recuperation/options/(?P<step>{'|'.join(STEPS)})/$",
        recovery_options_steps.recover_options_step,
        name="recover-options-step",
    ),
    path("recuperation/courriel/", recovery_email.recover_email, name="recover-email"),
    path("recuperation/courriel/adresse/", recovery_email.recover_email_address, name="recover-email-address"),
    path("recuperation/courriel/code/", recovery_email.recover_email_code, name="recover-email-code"),
    path("recuperation/courriel/demande/", recovery_email.recover_email_asked, name="recover-email-asked"),
]
