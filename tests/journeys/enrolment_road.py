"""The road of an enrolment in a ministry's services, I-01 to I-07, as its questions are typed."""

import re

from tests.journeys.walker import Walker

MINISTRY = "Développement durable, Environnement, Faune et Parcs"
PHOSPHORUS = "bilan-de-phosphore"
WATER = "gestion-des-prelevements-d-eau"


def enrol(walker: Walker, *, empty_first: bool = True) -> str:
    """Ask for two of the ministry's five services, from the home; give the reference of the request."""
    choose_the_ministry(walker, empty_first=empty_first)
    choose_services(walker, empty_first=empty_first)
    answer_questions(walker, empty_first=empty_first)
    if empty_first:
        walker.submit_empty()
    walker.choose("Je consens à ce que ces renseignements soient communiqués au ministère ou à l’organisme")
    walker.press("Continuer")
    walker.is_at("Vérifiez et transmettez la demande")
    walker.press("Transmettre la demande")
    walker.is_at("Demande transmise")
    reference = re.search(r"[A-Z]{3}-\d{4}-[\w-]+", walker.text())
    assert reference
    return reference[0]


def choose_the_ministry(walker: Walker, *, empty_first: bool) -> None:
    walker.go("/entreprises/accueil/")
    walker.check()
    walker.follow("Inscription aux services électroniques")
    walker.is_at("Inscription aux services électroniques")
    if empty_first:
        walker.submit_empty()
    walker.page.locator("[type=radio][value=environnement]").check()
    walker.press("Continuer")
    walker.check()


def choose_services(walker: Walker, *, empty_first: bool) -> None:
    if empty_first:
        walker.submit_empty("Inscrire")
    boxes = walker.page.locator("[name=services]")
    assert boxes.count() == 5
    for slug in (PHOSPHORUS, WATER):
        boxes.and_(walker.page.locator(f"[value={slug}]")).check()
    walker.press("Inscrire")
    walker.is_at("Questions du ministère ou de l’organisme")


def answer_questions(walker: Walker, *, empty_first: bool) -> None:
    """A text, a choice, a number with a comma, a number, a date."""
    if empty_first:
        walker.submit_empty()
    french = walker.language == "fr"
    walker.fill("Numéro du lieu d’exploitation" if french else "Number of the farm site", "X2009-17")
    walker.choose("Élevage et culture" if french else "Livestock and crops")
    walker.fill("Superficie cultivée, en hectares" if french else "Cultivated area, in hectares", "1\u00a0204,5")
    walker.fill("Nombre de sites de prélèvement" if french else "Number of withdrawal sites", "3")
    for part, value in (("Jour", "29"), ("Mois", "2"), ("Année", "2024")):
        walker.fill(part, value)
    walker.press("Continuer")
    walker.is_at("Consentement")
