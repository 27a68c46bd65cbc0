"""From the ministry's page to its service and out again: the road of screens.md X-01 to X-04, at two sites."""

import pytest

from clicsequr.demonstration import persons
from tests.journeys.conftest import Walk
from tests.journeys.sessions import Person, answer_question
from tests.journeys.site import Site
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser

CLERK = "commis comptable, agit au nom de deux entreprises"
CITIZEN = "compte actif, identité prouvée"
GREENHOUSE = "Serres du Littoral inc."
FORGET = "from ministry_services.models import Consent; Consent.objects.filter(user__user_code='ZOE.DEMO').delete()"
REVOKE = """
from django.utils import timezone
from enterprises.models import Member, Procuration
from enterprises.services.procurations import revoke_procuration
given = Procuration.objects.get(name="Bilans confiés au cabinet")
rse = Member.objects.get(enterprise=given.enterprise, role="rse")
revoke_procuration(given.pk, version=given.version, by=rse, now=timezone.now())
"""


def test_a_citizen_goes_from_the_ministry_to_its_service_and_out_of_both(
    walk: Walk, site: Site, people: dict[str, Person]
) -> None:
    walker = walk()
    walker.page.goto(f"{site.ministry}/fr/")
    _looks(walker)
    walker.show("ministry")
    walker.page.get_by_role("link", name="Accès au service – Pesticides – Demande de certificat").click()
    _gives_password(walker, people[CITIZEN])
    answer_question(walker, dict(persons.ANSWERS))
    walker.page.locator("button[name=continue]").wait_for()
    walker.check()
    walker.page.locator("button[name=continue]").click()
    walker.page.get_by_text("Vous êtes dans le service.").wait_for()
    assert "prouvée auprès de Revenu Québec" in walker.text()
    walker.page.get_by_role("button", name="Vérifier mon droit maintenant").click()
    walker.page.get_by_text("votre droit est en vigueur").wait_for()
    _looks(walker)
    walker.page.get_by_role("button", name="Quitter").click()
    walker.page.get_by_role("heading", name="Vous êtes sorti").wait_for()
    _looks(walker)
    walker.go("/citoyens/accueil/")
    assert walker.heading() == "Ouvrir une session"
    site.manage("shell", "-c", FORGET)  # another journey is to be asked for its agreement too


def test_a_clerk_chooses_a_name_works_and_loses_the_right_in_the_middle(
    walk: Walk, site: Site, people: dict[str, Person]
) -> None:
    """In English, without scripts, on a small screen."""
    walker = walk(language="en", javascript=False, width=320)
    walker.page.goto(f"{site.ministry}/en/phosphore/")
    walker.check()
    walker.page.get_by_role("link", name="Access the service").click()
    _gives_password(walker, people[CLERK])
    walker.is_at("Au nom de quelle entreprise?")
    walker.page.get_by_label(GREENHOUSE).check()
    walker.press("Continuer")
    walker.page.locator("button[name=continue]").wait_for()
    walker.check()
    walker.page.locator("button[name=continue]").click()
    walker.page.get_by_text("You are in the service.").wait_for()
    for shown in (GREENHOUSE, "Kim Nguyễn", "view, prepare"):
        assert shown in walker.text()
    walker.page.get_by_label("Draft").fill("Twelve tonnes")
    walker.page.get_by_role("button", name="Save the draft").click()
    walker.page.get_by_text("The draft is saved.").wait_for()
    walker.check()
    site.manage("shell", "-c", REVOKE)
    walker.page.get_by_role("button", name="Save the draft").click()
    walker.page.get_by_text("Your right to use this service has ended.").wait_for()
    walker.check()


def _gives_password(walker: Walker, person: Person) -> None:
    walker.fill("Code d’utilisateur", person.user_code)
    walker.press("Continuer")
    walker.fill("Mot de passe", person.password)
    walker.page.locator("main form button[type=submit]").first.click()


def _looks(walker: Walker) -> None:
    """Both widths."""
    walker.check()
    walker.page.set_viewport_size({"width": 320, "height": 900})
    walker.check()
    walker.page.set_viewport_size({"width": 1100, "height": 900})
