"""Addresses of clicSÉQUR – Citoyens, one file a noun."""

from citizens import (
    urls_account,
    urls_creation,
    urls_identity,
    urls_letters,
    urls_recovery,
    urls_sign_in,
)

app_name = "citizens"
urlpatterns = [
    *urls_sign_in.urlpatterns,  # the most asked for
    *urls_account.urlpatterns,
    *urls_creation.urlpatterns,
    *urls_identity.urlpatterns,
    *urls_letters.urlpatterns,
    *urls_recovery.urlpatterns,
]
