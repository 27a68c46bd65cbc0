"""The road of a registration in English on a telephone, with the language switched on the way and back."""

import pytest

from tests.journeys.conftest import Walk
from tests.journeys.firms import Firm
from tests.journeys.registration_road import walk_on_from_the_representative, walk_to_the_representative
from tests.journeys.sessions import Person, sign_in
from tests.journeys.site import Site, text_of
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser


def test_a_business_registers_in_english_on_a_telephone(site: Site, firms: dict[str, Firm], walk: Walk) -> None:
    firm = firms["english"]
    business = walk(language="en", width=320)
    walk_to_the_representative(business, firm)
    _looks_at_french_and_comes_back(business)
    registered = walk_on_from_the_representative(business, site, firm, empty_first=False)
    received = business.says("Nous avons reçu votre inscription à clicSÉQUR – Entreprises")
    assert registered.reference in text_of(site.wait_for_mail(to=firm.email, subject=received))
    sign_in(business, Person(registered.user_code))
    business.check()
    assert business.heading() == "Your account is not active yet"
    assert registered.reference in business.text()


def _looks_at_french_and_comes_back(business: Walker) -> None:
    """The same page in the other language; what was answered before is kept."""
    step = business.page.url
    business.language = "fr"
    business.page.get_by_role("link", name="Français").click()
    business.is_at("Représentant autorisé")
    assert business.page.url == step.replace("/en/", "/fr/")
    business.follow("Retour")
    business.is_at("Confirmez les renseignements")
    assert business.page.get_by_label("Oui", exact=True).is_checked()
    business.language = "en"
    business.page.get_by_role("link", name="English").click()
    business.is_at("Confirmez les renseignements")
    assert business.page.get_by_role("radio").first.is_checked()
    business.press("Continuer")
    business.is_at("Représentant autorisé")
