"""Every page works without JavaScript."""

import pytest

from tests.journeys.conftest import Walk
from tests.journeys.firms import Firm
from tests.journeys.registration_road import register
from tests.journeys.sessions import Person, sign_in
from tests.journeys.site import Site

pytestmark = pytest.mark.browser


def test_a_business_registers_without_javascript(site: Site, firms: dict[str, Firm], walk: Walk) -> None:
    business = walk(javascript=False)
    registered = register(business, site, firms["without_javascript"])
    sign_in(business, Person(registered.user_code))
    business.is_at("Votre compte n’est pas encore activé")


def test_a_person_in_charge_signs_in_and_out_without_javascript(walk: Walk, people: dict[str, Person]) -> None:
    business = walk(javascript=False)
    sign_in(business, people["inscrite à deux services"])
    business.is_at("Accueil de l’entreprise")
    business.follow("Mes inscriptions")
    business.is_at("Mes inscriptions")
    business.press("Fermer la session")
    business.is_at("Vous êtes sorti de votre session")
