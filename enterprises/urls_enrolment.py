"""Addresses of the home, of the enrolment in services and of the gate before a service."""

from django.urls import path

from enterprises.views import acting_for, enrolment, enrolments, gate, home

urlpatterns = [
    path("accueil/", home.home, name="home"),
    path("au-nom-de/", acting_for.choose, name="acting-for"),
    path("inscription-aux-services/", enrolment.ministry, name="enrolment"),
    path("inscription-aux-services/<slug:code>/", enrolment.services, name="enrolment-services"),
    path("inscription-aux-services/demande/<uuid:pk>/questions/", enrolment.questions, name="enrolment-questions"),
    path("inscription-aux-services/demande/<uuid:pk>/consentement/", enrolment.consent, name="enrolment-consent"),
    path("inscription-aux-services/demande/<uuid:pk>/verification/", enrolment.check, name="enrolment-check"),
    path("inscription-aux-services/demande/<uuid:pk>/transmise/", enrolment.submitted, name="enrolment-submitted"),
    path("inscription-aux-services/demande/<uuid:pk>/abandon/", enrolment.abandon, name="enrolment-abandon"),
    path("mes-inscriptions/", enrolments.enrolments, name="enrolments"),
    path("mes-inscriptions/<uuid:pk>/retrait/", enrolments.withdraw, name="enrolment-withdraw"),
    path("mes-inscriptions/<uuid:pk>/desactivation/", enrolments.deactivate, name="enrolment-deactivate"),
    path("services/<slug:slug>/acces/", gate.service_access, name="service-access"),
    path("services/<slug:slug>/non-inscrite/", gate.not_enrolled, name="not-enrolled"),
]
