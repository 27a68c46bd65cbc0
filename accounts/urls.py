"""Pages of an account, whatever its portal."""

from django.urls import path

from accounts import urls_messages
from accounts.views import (
    activity,
    confirmation,
    passkeys,
    profile,
    recovery,
    second_factors,
    session,
    sign_in,
    stages,
)

app_name = "accounts"
urlpatterns = [
    path("session/fermer/", session.sign_out, name="sign-out"),
    path("session/fermee/", session.signed_out, name="signed-out"),
    path("session/garder/", session.keep_alive, name="keep-alive"),
    path("session/expiree/", sign_in.session_expired, name="session-expired"),
    path("session/confirmation/", stages.second_factor, name="second-factor"),
    path("session/code/", stages.sign_in_code, name="sign-in-code"),
    path("session/nouveau-mot-de-passe/", stages.temporary_password, name="temporary-password"),
    path("session/conditions/", stages.new_terms, name="new-terms"),
    path("recuperation/", recovery.recover, name="recover"),
    path("recuperation/demande-recue/", recovery.recovery_sent, name="recovery-sent"),
    path("recuperation/lien/<str:token>/", recovery.new_password, name="new-password"),
    path("recuperation/terminee/", recovery.password_reset_done, name="password-reset-done"),
    path("session/cle-d-acces/defi/", passkeys.passkey_options, name="passkey-options"),
    path("session/confirmation/cle-d-acces/", passkeys.second_factor_passkey, name="second-factor-passkey"),
    path("profil/", profile.profile, name="profile"),
    path("profil/courriel/", profile.email_change, name="email-change"),
    path("profil/courriel/code/", profile.email_code, name="email-code"),
    path("profil/telephone/", profile.phone_change, name="phone-change"),
    path("profil/langue/", profile.language_change, name="language-change"),
    path("profil/mot-de-passe/", profile.password_change, name="password-change"),
    path("profil/identite/", confirmation.confirm, name="confirm"),
    path("profil/confirmation/", second_factors.second_factors, name="second-factors"),
    path("profil/confirmation/application/", second_factors.totp_add, name="totp-add"),
    path("profil/confirmation/cle-d-acces/", second_factors.passkey_add, name="passkey-add"),
    path("profil/confirmation/cle-d-acces/defi/", second_factors.passkey_creation_options, name="passkey-creation"),
    path("profil/confirmation/codes/", second_factors.recovery_codes, name="recovery-codes"),
    path("profil/confirmation/<int:pk>/retirer/", second_factors.second_factor_remove, name="second-factor-remove"),
    path("profil/activite/", activity.activity, name="activity"),
    *urls_messages.urlpatterns,
]
