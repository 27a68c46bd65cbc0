"""A refusal that an integrator must see once, the account that meets it, and the title of the page it ends on."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clicsequr.demo_people import DemoPerson
from ministry_services.demo_site.configuration import service_named

PHOSPHORUS = "bilan-de-phosphore"
CERTIFICATE = "pesticides-demande-de-certificat"
SALES = "declaration-des-ventes-annuelles-de-pesticides"


@dataclass(frozen=True)
class Refusal:
    """`screen` is that of screens.md; `stage` finds the account of the demonstration."""

    screen: str
    stage: str
    service: str
    seen: str | Promise


REFUSALS = (
    Refusal("X-05", "proven", PHOSPHORUS, _("Ce service utilise l’autre portail")),
    Refusal("X-05", "enrolled_all", CERTIFICATE, _("Ce service utilise l’autre portail")),
    Refusal("X-06", "waiting", PHOSPHORUS, _("Votre compte n’est pas encore activé")),
    Refusal("X-07", "legacy_to_send", PHOSPHORUS, _("Formulaire LEW-4 requis")),
    Refusal("X-08", "activated", PHOSPHORUS, _("Votre entreprise n’est pas inscrite à ce service")),
    Refusal("X-08", "in_progress", PHOSPHORUS, _("Votre entreprise n’est pas inscrite à ce service")),
    Refusal("X-08", "enrolment_refused", PHOSPHORUS, _("Votre entreprise n’est pas inscrite à ce service")),
    Refusal("X-08", "deactivated", PHOSPHORUS, _("Votre entreprise n’est pas inscrite à ce service")),
    Refusal("X-09", "unassigned", PHOSPHORUS, _("Accès réservé au responsable")),
    Refusal("X-10", "expired", PHOSPHORUS, _("Votre procuration est expirée")),
    Refusal("X-10", "withdrawn", PHOSPHORUS, _("Votre procuration est révoquée")),
    Refusal("X-10", "upcoming", PHOSPHORUS, _("Votre procuration n’est pas encore en vigueur")),
    Refusal("X-11", "suspended", PHOSPHORUS, _("Dossier suspendu")),
    Refusal("X-12", "enrolled_all", SALES, _("Confirmez que c’est vous")),
    Refusal("C-09", "unproven", CERTIFICATE, _("Prouver votre identité")),
)


@dataclass(frozen=True)
class Trial:
    """A refusal with its account, as the page of the demonstration lists it."""

    refusal: Refusal
    person: DemoPerson
    address: str

    @property
    def service(self) -> str:
        service = service_named(self.refusal.service)
        return service.name_fr if service else ""


def trials(people: Iterable[DemoPerson], *, site: str) -> list[Trial]:
    """Give what can be tried with the accounts there are, and where it begins at the ministry's site."""
    by_stage = {person.stage: person for person in people if person.code}
    found = []
    for refusal in REFUSALS:
        service = service_named(refusal.service)
        if service and (person := by_stage.get(refusal.stage)):
            found.append(Trial(refusal, person, f"{site}/{service.path}/"))
    return found
