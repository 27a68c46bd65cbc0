"""The firms of the journeys about users, and the seed's three steps as they are typed."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from tests.factories.secrets import NEW_PASSWORD, PASSWORD
from tests.journeys.enrolment_road import PHOSPHORUS, WATER
from tests.journeys.sessions import Person, sign_in
from tests.journeys.site import Site
from tests.journeys.walker import Walker

# Firms of these journeys alone, with an RSE and two services: what happens to them is seen by no other test.
MAKE = """
from accounts.models import TermsAcceptance, TermsVersion
from enterprises.states import EnrolmentState
from ministry_services.models import OnlineService
from tests.factories.enrolments import make_enrolment
from tests.factories.enterprises import make_enterprise, make_rse, make_user
terms = TermsVersion.objects.filter(portal="E").latest("in_force_on")
for name, neq, code in {firms}:
    firm = make_enterprise(name=name, neq=neq, rq_number="")
    rse = make_rse(firm, user=make_user(user_code=code, last_name="Roy"))
    TermsAcceptance.objects.create(user=rse.user, version=terms)
    for slug in {services}:
        make_enrolment(rse, OnlineService.objects.get(slug=slug), state=EnrolmentState.ACTIVE)
"""


@dataclass(frozen=True)
class Business:
    name: str
    neq: str
    rse: Person


FARM = Business("Ferme des Trois-Vents inc.", "1188000013", Person("RSEVENTS"))
MILL = Business("Moulin de la Traverse inc.", "1188000021", Person("RSEMOULIN"))
ACCOUNTANT = Business("Comptables Roy et Fils inc.", "1188000039", Person("RSEROY"))


def make_businesses(site: Site) -> None:
    firms = [(one.name, one.neq, one.rse.user_code) for one in (FARM, MILL, ACCOUNTANT)]
    site.manage("shell", "-c", MAKE.format(firms=firms, services=(PHOSPHORUS, WATER)))


def create_user(rse: Walker, first_name: str, last_name: str) -> Person:
    """Step 1, U-02: a temporary password, shown once; give the code and that password."""
    rse.go("/entreprises/utilisateurs/")
    rse.is_at("Gestion des utilisateurs")
    rse.follow("Créer le compte de l’utilisateur")
    rse.is_at("Création du dossier d’un utilisateur")
    rse.submit_empty("Créer le dossier")
    rse.fill("Prénom", first_name)
    rse.fill("Nom de famille", last_name)
    rse.fill("Adresse de courriel", "nouvelle.personne@exemple.ca")
    rse.choose("Par vous\u00a0: un mot de passe temporaire est affiché une seule fois")
    rse.press("Créer le dossier")
    rse.check()
    code, password = rse.page.locator("main .govuk-notification-banner strong").all_inner_texts()
    rse.page.reload()
    assert password not in rse.page.content()
    return Person(code, password)


def write_procuration(rse: Walker, name: str, *, to: str = "", tasks: tuple[str, ...] = ()) -> None:
    """Step 2, P-02 and P-03: the phosphorus service, for thirty days; for another enterprise by its NEQ."""
    rse.go("/entreprises/procurations/creation/")
    rse.is_at("Créer une procuration")
    rse.submit_empty()
    rse.fill("Nom de la procuration", name)
    if to:
        rse.page.locator("[name=kind][value=external]").check()
        rse.page.locator("[name=mandatary_neq]").fill(to)
    rse.page.locator(f"[name=services][value={PHOSPHORUS}]").check()
    rse.press("Continuer")
    rse.is_at("Accès et dates de la procuration")
    rse.submit_empty()
    if tasks:
        rse.page.locator("[name^=access_][value=restricted]").check()
        rse.submit_empty()
        for task in tasks:
            rse.page.locator(f"[name^=tasks_][value={task}]").check()
    last = timezone.localdate() + timedelta(days=30)
    for part, value in (("day", last.day), ("month", last.month), ("year", last.year)):
        rse.page.locator(f"[name=ends_on_{part}]").fill(str(value))
    rse.press("Continuer")
    rse.is_at("Vérifiez la procuration")
    rse.press("Transmettre")
    rse.check()


def assign_to(rse: Walker, person: Person) -> None:
    """Step 3, P-04: from the page of the procuration."""
    rse.follow("Assigner maintenant")
    rse.is_at("Assigner une procuration")
    rse.submit_empty()
    rse.page.locator(".govuk-checkboxes__item").filter(has_text=person.user_code).locator("input").check()
    rse.press("Continuer")
    rse.is_at("Vérifiez l’assignation")
    rse.press("Transmettre")
    rse.check()
    assert person.user_code in rse.text()


def come_first(walker: Walker, person: Person) -> Person:
    """S-05: a password of one's own follows the temporary one, then the terms."""
    sign_in(walker, person)
    walker.is_at("Choisissez un nouveau mot de passe")
    walker.submit_empty()
    walker.fill("Créez un mot de passe", NEW_PASSWORD)
    walker.press("Continuer")
    walker.is_at("Nouvelles conditions d’utilisation")
    walker.submit_empty("Accepter")
    walker.choose("J’accepte les conditions d’utilisation")
    walker.press("Accepter")
    walker.check()
    return Person(person.user_code, NEW_PASSWORD)


def enter(walker: Walker, business: Business) -> Walker:
    sign_in(walker, Person(business.rse.user_code, PASSWORD))
    walker.page.get_by_role("button", name=walker.says("Fermer la session")).first.wait_for()
    return walker
