"""The seed's three steps: a user, a procuration, an assignment; then what it opens, and what takes it back."""

import pytest

from tests.journeys.conftest import Walk
from tests.journeys.enrolment_road import PHOSPHORUS, WATER
from tests.journeys.user_road import (
    ACCOUNTANT,
    FARM,
    MILL,
    assign_to,
    come_first,
    create_user,
    enter,
    write_procuration,
)
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser


def test_an_employee_uses_one_service_until_the_next_click_after_the_revocation(businesses: None, walk: Walk) -> None:
    rse, employee = enter(walk(), FARM), walk()
    newcomer = create_user(rse, "Léa", "Côté-Roy")
    come_first(employee, newcomer)
    employee.is_at("Mes services")
    assert employee.says("Votre responsable ne vous a pas encore assigné de procuration.") in employee.text()

    write_procuration(rse, "Bilans de l’été", tasks=("consulter",))
    assign_to(rse, newcomer)
    _opens_one_service(employee)
    employee.go("/entreprises/utilisateurs/")
    employee.is_at("Accès réservé au responsable")

    employee.go(f"/services/{PHOSPHORUS}/acces/")
    employee.is_at("Ce que vous communiquez")
    _revokes_the_assignment(rse)
    employee.page.reload()
    employee.is_at("Votre procuration est révoquée")
    _finds_it_in_the_history(rse, newcomer.user_code)


def test_an_accountant_acts_for_another_business_in_english_on_a_telephone(businesses: None, walk: Walk) -> None:
    mill, accountant = (walk(language="en", width=320) for _firm in range(2))
    write_procuration(enter(mill, MILL), "Year end", to=ACCOUNTANT.neq)
    assert ACCOUNTANT.name in mill.text()

    _accepts(enter(accountant, ACCOUNTANT))
    clerk = create_user(accountant, "Kim", "Nguyen")
    accountant.go("/entreprises/procurations/?recues")
    accountant.is_at("Procurations reçues")
    accountant.follow("Year end")
    assign_to(accountant, clerk)

    working = walk(language="en", width=320)
    come_first(working, clerk)
    _chooses(working, MILL.name)
    _opens_one_service(working)
    # Back to one's own business without signing out: there the clerk may use nothing, and is asked again.
    working.go("/entreprises/au-nom-de/")
    _chooses(working, ACCOUNTANT.name)
    assert working.page.locator(".cs-header__acting").inner_text().find(ACCOUNTANT.name) >= 0
    working.go(f"/services/{PHOSPHORUS}/acces/")
    assert working.heading() == working.says("Au nom de quelle entreprise?")


def _opens_one_service(walker: Walker) -> None:
    """The one of the procuration; the other service of the same enterprise stays closed."""
    walker.go(f"/services/{PHOSPHORUS}/acces/")
    walker.is_at("Ce que vous communiquez")
    walker.go(f"/services/{WATER}/acces/")
    walker.is_at("Accès réservé au responsable")


def _revokes_the_assignment(rse: Walker) -> None:
    rse.go("/entreprises/assignations/")
    rse.is_at("Consultation ou révocation d’une assignation")
    rse.page.locator("main a[href$='/revocation/']").click()
    rse.is_at("Révoquer l’assignation")
    rse.press("Révoquer l’assignation")
    rse.check()
    assert "L’assignation est révoquée." in rse.text()


def _finds_it_in_the_history(rse: Walker, user_code: str) -> None:
    rse.go("/entreprises/historique/?genre=procurations")
    rse.is_at("Historique de l’entreprise")
    first = rse.page.locator("tbody tr").first.inner_text()
    assert "Assignation révoquée" in first
    assert user_code in first


def _accepts(accountant: Walker) -> None:
    """The other enterprise reads what it would do in whose name, then accepts."""
    accountant.go("/entreprises/procurations/?recues")
    accountant.is_at("Procurations reçues")
    accountant.follow("Year end")
    accountant.follow("Répondre à cette offre")
    accountant.is_at("Répondre à une procuration offerte")
    accountant.press("Accepter la procuration")
    accountant.check()


def _chooses(walker: Walker, name: str) -> None:
    walker.is_at("Au nom de quelle entreprise?")
    walker.page.get_by_role("radio", name=name, exact=False).check()
    walker.press("Continuer")
    walker.check()
