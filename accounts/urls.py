"""Pages of an account, whatever its portal."""

from django.urls import path

from accounts import urls_messages
from accounts.views import recovery, session, sign_in, stages

app_name = "accounts"
urlpatterns = [
    path("session/fermer/", session.sign_out, name="sign-out"),
    path("session/fermee/", session.signed_out, name="signed-out"),
    path("session/garder/", session.keep_alive, name="keep-alive"),
    path("session/expiree/", sign_in.session_expired, name="session-expired"),
    path("session/confirmation/", stages.second_factor, name="second-factor"),
    path("session/nouveau-mot-de-passe/", stages.temporary_password, name="temporary-password"),
    path("session/conditions/", stages.new_terms, name="new-terms"),
    path("recuperation/", recovery.recover, name="recover"),
    path("recuperation/demande-recue/", recovery.recovery_sent, name="recovery-sent"),
    path("recuperation/lien/<str:token>/", recovery.new_password, name="new-password"),
    path("recuperation/terminee/", recovery.password_reset_done, name="password-reset-done"),
    *urls_messages.urlpatterns,
]
