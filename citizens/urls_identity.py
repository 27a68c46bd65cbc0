"""Addresses of the identity check, of « Demandez-le! », of the proof of an account and of the gate of a service."""

from django.urls import path

from citizens.views import access_code, gate, identity, identity_ends, proof

urlpatterns = [
    path("identite/", identity.identity, name="identity"),
    path("identite/numero/", identity.identity_number, name="identity-number"),
    path("identite/code-d-acces/", identity.identity_access_code, name="identity-access-code"),
    path("identite/avis-de-cotisation/", identity.identity_notice, name="identity-notice"),
    path("identite/non-verifiee/", identity_ends.identity_refused, name="identity-refused"),
    path("identite/autres-facons/", identity_ends.identity_other_ways, name="identity-other-ways"),
    path("identite/compte-existant/", identity_ends.identity_has_account, name="identity-has-account"),
    path("identite/quitter/", identity_ends.identity_leave, name="identity-leave"),
    path("code-d-acces/", access_code.access_code_details, name="access-code-details"),
    path("code-d-acces/revenu/", access_code.access_code_income, name="access-code-income"),
    path("code-d-acces/votre-code/", access_code.access_code_shown, name="access-code-shown"),
    path("preuve/", proof.proof, name="proof"),
    path("preuve/gardee/", proof.proof_kept, name="proof-kept"),
    path("services/<slug:slug>/acces/", gate.service_access, name="service-access"),
]
