"""Addresses of the signed papers: terms and LEW-4 of Clic Revenu enterprises, designation by mandate."""

from django.urls import path

from enterprises.views import designations, legacy_terms, paper_forms

urlpatterns = [
    path("conditions/", legacy_terms.legacy_terms, name="legacy-terms"),
    path("formulaire-lew-4/", paper_forms.paper_form, name="paper-form"),
    path("formulaire-lew-4/suivi/", paper_forms.paper_form_status, name="paper-form-status"),
    path("formulaire-lew-4/requis/", paper_forms.paper_form_required, name="paper-form-required"),
    path("formulaire-lew-4/telecharger/", paper_forms.paper_form_download, name="paper-form-download"),
    path("formulaire-lew-4/imprimer/", paper_forms.paper_form_print, name="paper-form-print"),
    path("formulaire-lew-4/envoi-postal/", paper_forms.paper_form_posting, name="paper-form-posting"),
    path("inscription/designation/", designations.designation, name="designation"),
    path("inscription/designation/telecharger/", designations.designation_download, name="designation-download"),
    path("inscription/designation/imprimer/", designations.designation_print, name="designation-print"),
    path("inscription/designation/envoi-postal/", designations.designation_posting, name="designation-posting"),
]
