"""The keyboard alone is enough: Tab, Space, arrows, Enter."""

import pytest

from tests.journeys.conftest import Walk
from tests.journeys.sessions import Person
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser

MOST_TABS = 40


def test_a_session_is_opened_and_a_ministry_chosen_by_keyboard(walk: Walk, people: dict[str, Person]) -> None:
    business = walk()
    page = business.page
    business.go("/entreprises/session/")
    page.keyboard.press("Tab")
    assert _focused(business) == "Passer au contenu principal"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    _tab_to(business, "Continuer")
    page.keyboard.press("Enter")
    _the_summary_leads_to_the_field(business, "id_user_code")
    page.keyboard.type(people["inscription aux services refusée"].user_code)
    page.keyboard.press("Enter")
    page.wait_for_url("**/mot-de-passe/")
    _tab_to(business, "password")
    page.keyboard.type(people["inscription aux services refusée"].password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/accueil/")
    _tab_to(business, "Inscription aux services électroniques")
    page.keyboard.press("Enter")
    page.wait_for_url("**/inscription-aux-services/")
    _tab_to(business, "bureau-des-quais")
    page.keyboard.press("ArrowDown")
    assert _focused(business) == "environnement"
    _tab_to(business, "Continuer")
    page.keyboard.press("Enter")
    page.wait_for_url("**/environnement/")
    _tab_to(business, "Inscrire")
    page.keyboard.press("Enter")
    _the_summary_leads_to_the_field(business, None)
    page.keyboard.press("Space")
    _tab_to(business, "Inscrire")
    page.keyboard.press("Enter")
    page.wait_for_url("**/questions/")
    business.is_at("Questions du ministère ou de l’organisme")


def _the_summary_leads_to_the_field(business: Walker, field: str | None) -> None:
    """The focus is on the summary; its link puts it on the field."""
    page = business.page
    page.locator(".govuk-error-summary:focus").wait_for()
    business.check()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    here = page.evaluate("document.activeElement.matches('input') ? document.activeElement.id : ''")
    assert here
    assert field in {None, here}


def _tab_to(business: Walker, name: str) -> None:
    """Press Tab until the element of this name, value or field name has the focus, and can be seen to have it."""
    seen = []
    for _turn in range(MOST_TABS):
        business.page.keyboard.press("Tab")
        seen.append(_focused(business))
        if seen[-1] == name:
            return
    raise AssertionError(f"{name} is not reached by Tab: {seen}")


def _focused(business: Walker) -> str:
    return str(
        business.page.evaluate(
            "(e => e.matches('input:not([type=radio])') ? e.name : e.matches('input') ? e.value"
            " : e.innerText.trim())(document.activeElement)"
        )
    )
