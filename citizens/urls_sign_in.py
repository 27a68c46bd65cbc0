"""Addresses of the sign-in to clicSÉQUR – Citoyens."""

from django.urls import path, re_path

from citizens.views import sign_in, sign_in_question, step_up

urlpatterns = [
    path("session/", sign_in.sign_in, name="sign-in"),
    path("session/mot-de-passe/", sign_in.sign_in_password, name="sign-in-password"),
    path("session/question/", sign_in_question.sign_in_question, name="sign-in-question"),
    path("session/question/code/", sign_in_question.sign_in_question_code, name="sign-in-question-code"),
    path("session/verification/question/", step_up.step_up_question, name="step-up-question"),
    path("session/cle-d-acces/", sign_in.sign_in_passkey, name="sign-in-passkey"),
    re_path(
        rf"^session/refus/(?P<reason>{'|'.join(sign_in.REFUSALS)})/$", sign_in.sign_in_refused, name="sign-in-refused"
    ),
]
