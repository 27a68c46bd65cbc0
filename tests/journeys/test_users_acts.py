"""The entries of « Gestion des utilisateurs » one after the other on one person's file, and two tabs on it at once."""

import pytest

from clicsequr.kernel.errors import StaleState
from tests.journeys.conftest import Walk
from tests.journeys.sessions import Person
from tests.journeys.user_road import MILL, create_user, enter
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser

CHANGE = "Modification du dossier d’un utilisateur"
VIEW = "Consultation du dossier d’un utilisateur"
SUSPEND = "Suspension du dossier d’un utilisateur"
REACTIVATE = "Réactivation du dossier d’un utilisateur"
REVOKE = "Révocation du dossier d’un utilisateur"
PASSWORD = "Modification du mot de passe d’un utilisateur"


@pytest.mark.parametrize(("language", "width"), [("fr", 1100), ("en", 320)])
def test_each_entry_of_the_menu_does_what_it_says(businesses: None, walk: Walk, language: str, width: int) -> None:
    rse = enter(walk(language=language, width=width), MILL)
    person = create_user(rse, "Paul", "Lavoie")
    rse.go("/entreprises/utilisateurs/")
    rse.follow("Gestion du dossier d’un utilisateur")
    rse.is_at("Gestion du dossier d’un utilisateur")

    _pick(rse, CHANGE, person)
    rse.is_at(CHANGE)
    _is_told_of_a_change_in_another_tab(rse)
    _pick(rse, VIEW, person)
    assert "Pauline Lavoie" in rse.heading()

    _pick(rse, SUSPEND, person)
    rse.submit_empty("Suspendre le dossier")
    rse.choose("Absence temporaire")
    _does(rse, "Suspendre le dossier", "Le dossier est suspendu.")
    _pick(rse, REACTIVATE, person)
    _does(rse, "Réactiver le dossier", "Le dossier est réactivé.")
    _pick(rse, PASSWORD, person)
    rse.choose("Par vous\u00a0: un mot de passe temporaire est affiché une seule fois")
    _does(rse, "Modifier le mot de passe", "Mot de passe temporaire\u00a0:")

    _pick(rse, REVOKE, person)
    rse.submit_empty("Révoquer le dossier")
    rse.choose("Départ de l’entreprise")
    rse.choose("Je comprends que c’est définitif")
    _does(rse, "Révoquer le dossier", "Le dossier est révoqué.")


def _pick(rse: Walker, entry: str, person: Person) -> None:
    """From the menu: the search, nobody chosen, then the person."""
    rse.go("/entreprises/utilisateurs/")
    rse.follow(entry)
    rse.is_at(entry)
    rse.submit_empty()
    rse.page.locator(".govuk-radios__item").filter(has_text=person.user_code).locator("input").check()
    rse.press("Continuer")
    rse.check()


def _does(rse: Walker, button: str, told: str) -> None:
    rse.press(button)
    rse.check()
    assert rse.says(told) in rse.text()


def _is_told_of_a_change_in_another_tab(rse: Walker) -> None:
    """« Ce dossier a changé »: the first tab shows the file as the second one left it."""
    other = rse.context.new_page()
    other.goto(rse.page.url)
    other.locator("[name=first_name]").fill("Pauline")
    other.locator("main form[method=post] button[type=submit]").click()
    other.wait_for_load_state()
    assert rse.says("Le dossier est modifié.") in other.locator("main").inner_text()
    other.close()
    rse.fill("Prénom", "Paulin")
    rse.press("Enregistrer")
    rse.check()
    assert rse.says(str(StaleState.message)) in rse.text()
    assert "Pauline" in rse.heading()
