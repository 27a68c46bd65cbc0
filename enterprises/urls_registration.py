"""Addresses of the registration of an enterprise (screens.md §6)."""

from django.urls import path

from enterprises.views import registration, registration_resume, registration_steps

urlpatterns = [
    path("inscription/", registration.registration, name="registration"),
    path("inscription/avant-de-commencer/", registration.registration_start, name="registration-start"),
    path("inscription/etape/<slug:step>/", registration_steps.registration_step, name="registration-step"),
    path("inscription/impossible/<slug:reason>/", registration.registration_stopped, name="registration-stopped"),
    path("inscription/enregistree/", registration.registration_saved, name="registration-saved"),
    path("inscription/reprendre/", registration_resume.registration_resume, name="registration-resume"),
    path("inscription/reprendre/code/", registration_resume.registration_resume_code, name="registration-resume-code"),
    path("inscription/transmise/", registration.registration_submitted, name="registration-submitted"),
    path("inscription/etat/", registration.registration_status, name="registration-status"),
]
