"""Addresses of procurations and assignments (screens.md §10)."""

from django.urls import path

from enterprises.views import assignments, procuration_create, procurations

urlpatterns = [
    path("procurations/", procurations.procurations, name="procurations"),
    path("procurations/creation/", procuration_create.procuration_create, name="procuration-create"),
    path("procurations/creation/acces/", procuration_create.procuration_access, name="procuration-access"),
    path("procurations/creation/verification/", procuration_create.procuration_check, name="procuration-check"),
    path("procurations/<uuid:pk>/", procurations.procuration, name="procuration"),
    path("procurations/<uuid:pk>/telecharger/", procurations.procuration_download, name="procuration-download"),
    path("procurations/<uuid:pk>/fin/", procurations.procuration_end, name="procuration-end"),
    path("procurations/<uuid:pk>/revocation/", procurations.procuration_revoke, name="procuration-revoke"),
    path("procurations/<uuid:pk>/reponse/", procurations.procuration_answer, name="procuration-answer"),
    path("assignations/", assignments.assignments, name="assignments"),
    path("assignations/exportation/", assignments.assignment_export, name="assignment-export"),
    path("assignations/creation/", assignments.assignment_create, name="assignment-create"),
    path("assignations/<uuid:pk>/revocation/", assignments.assignment_revoke, name="assignment-revoke"),
]
