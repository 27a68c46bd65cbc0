"""Addresses of clicSÉQUR – Entreprises, one file a noun."""

from enterprises import (
    urls_enrolment,
    urls_members,
    urls_paper_forms,
    urls_procurations,
    urls_registration,
    urls_sign_in,
)

app_name = "enterprises"
urlpatterns = [
    *urls_enrolment.urlpatterns,
    *urls_members.urlpatterns,
    *urls_paper_forms.urlpatterns,
    *urls_procurations.urlpatterns,
    *urls_registration.urlpatterns,
    *urls_sign_in.urlpatterns,
]
