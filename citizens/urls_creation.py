"""Addresses of the creation of an account of clicSÉQUR – Citoyens (screens.md §3)."""

from django.urls import path

from citizens.views import creation, creation_end, creation_resume, creation_steps

urlpatterns = [
    path("creation/", creation.creation, name="creation"),
    path("creation/etape/<slug:step>/", creation_steps.creation_step, name="creation-step"),
    path("creation/identite-prouvee/", creation_end.creation_identity_proven, name="creation-identity-proven"),
    path("creation/enregistree/", creation_end.creation_saved, name="creation-saved"),
    path("creation/refusee/", creation_end.creation_refused, name="creation-refused"),
    path("creation/reprendre/", creation_resume.creation_resume, name="creation-resume"),
    path("creation/reprendre/code/", creation_resume.creation_resume_code, name="creation-resume-code"),
    path("creation/terminee/", creation_end.creation_completed, name="creation-completed"),
]
