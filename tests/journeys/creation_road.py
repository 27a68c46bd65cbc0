"""The road of a citizen's creation, C-01 to C-19, the same in both languages and without JavaScript."""

from tests.factories.secrets import ACCESS_CODE, ANSWERS, LINE_199, NOTICE_NUMBER, PASSWORD
from tests.journeys.citizens import QUESTIONS, Citizen
from tests.journeys.registration_road import mailed_code
from tests.journeys.site import Site
from tests.journeys.walker import Walker

GIVEN = dict(zip(QUESTIONS, ANSWERS, strict=True))
SERVICE = "pesticides-demande-de-certificat"
PHRASE = "Deux harfangs dorment sous le pont"


def begin_at_the_service(walker: Walker) -> None:
    """From the ministry's page to C-01: « Accès au service », then the account that is missing."""
    walker.go("/services/")
    walker.check()
    walker.page.locator(f"main a[href$='/services/{SERVICE}/']").click()
    walker.check()
    walker.follow("Accès au service")
    walker.is_at("Ouvrir une session")
    walker.follow("Créer un compte")
    walker.is_at("Créer un compte clicSÉQUR – Citoyens")


def create(walker: Walker, site: Site, citizen: Citizen, *, begin: bool = True, empty_first: bool = True) -> None:
    """Walk from the start page to the identity, or to the conditions where none is asked."""
    if begin:
        walker.press("Commencer")
    choose_code_and_password(walker, citizen, empty_first=empty_first)
    confirm_the_email(walker, site, citizen, empty_first=empty_first)
    choose_options(walker, empty_first=empty_first)


def choose_code_and_password(walker: Walker, citizen: Citizen, *, empty_first: bool) -> None:
    walker.is_at("Créez votre code d’utilisateur")
    if empty_first:
        walker.submit_empty()
    walker.page.locator("[name=user_code]").fill(citizen.user_code)
    walker.press("Continuer")
    type_the_password(walker, empty_first=empty_first)


def type_the_password(walker: Walker, *, empty_first: bool = False) -> None:
    walker.is_at("Créez votre mot de passe")
    if empty_first:
        walker.submit_empty()
    walker.fill("Créez un mot de passe", PASSWORD)
    walker.press("Continuer")


def confirm_the_email(walker: Walker, site: Site, citizen: Citizen, *, empty_first: bool) -> None:
    walker.is_at("Votre courriel")
    if empty_first:
        walker.submit_empty()
    walker.fill("Adresse de courriel", citizen.email)
    walker.page.locator(f"[name=message_language][value={walker.language}]").check()
    walker.press("Continuer")
    walker.is_at("Entrez le code reçu par courriel")
    if empty_first:
        walker.submit_empty()
    walker.fill("Code reçu", mailed_code(walker, site, citizen.email))
    walker.press("Continuer")


def choose_options(walker: Walker, *, empty_first: bool) -> None:
    """C-06 to C-08: a drawing named in words, a phrase, four questions."""
    walker.is_at("Choisissez une image")
    if empty_first:
        walker.submit_empty()
    walker.page.locator("[type=radio][name=image][value=phare]").check()
    walker.press("Continuer")
    walker.is_at("Votre phrase personnelle")
    if empty_first:
        walker.submit_empty()
    choose_own_phrase(walker, PHRASE)
    walker.press("Continuer")
    answer_four_questions(walker, empty_first=empty_first)


def choose_own_phrase(walker: Walker, phrase: str) -> None:
    own = walker.page.locator("[type=radio][name=choice]").last
    if own.count():
        own.check()
    walker.fill("Votre phrase", phrase)


def answer_four_questions(walker: Walker, *, empty_first: bool = False) -> None:
    for slug, answer in zip(QUESTIONS, ANSWERS, strict=True):
        walker.check()
        if empty_first:
            walker.submit_empty()
        if walker.page.locator("select").count():
            walker.page.locator("select").select_option(slug)
        walker.page.locator("[name=answer]").fill(answer)
        walker.press("Continuer")


def prove_identity(walker: Walker, citizen: Citizen, *, empty_first: bool = False, asks_code: bool = False) -> None:
    """C-09 to C-12; with « Demandez-le! » (D-01 to D-03) for who has lost the access code."""
    enter_the_nas(walker, citizen, empty_first=empty_first)
    walker.is_at("Code d’accès Revenu Québec")
    if empty_first:
        walker.submit_empty()
    if asks_code:
        ask_for_the_code(walker, citizen, empty_first=empty_first)
    else:
        walker.fill("Code d’accès Revenu Québec", f"{ACCESS_CODE[:3]} {ACCESS_CODE[3:]}")
        walker.press("Continuer")
    walker.is_at("Numéro d’avis de cotisation")
    if empty_first:
        walker.submit_empty("Vérifier mon identité")
    walker.fill("Numéro d’avis de cotisation", NOTICE_NUMBER.lower())
    walker.press("Vérifier mon identité")


def enter_the_nas(walker: Walker, citizen: Citizen, *, empty_first: bool = False) -> None:
    walker.is_at("Prouver votre identité")
    walker.press("Continuer")
    walker.is_at("Numéro d’assurance sociale")
    if empty_first:
        walker.submit_empty()
    walker.fill("Numéro d’assurance sociale", f"{citizen.nas[:3]}\u00a0{citizen.nas[3:6]} {citizen.nas[6:]}")
    walker.press("Continuer")


def ask_for_the_code(walker: Walker, citizen: Citizen, *, empty_first: bool) -> None:
    walker.follow("Demandez-le!")
    walker.is_at("Demandez votre code d’accès")
    if empty_first:
        walker.submit_empty()
    say_who_one_is(walker, citizen)
    walker.press("Continuer")
    walker.is_at("Revenu total (ligne 199)")
    if empty_first:
        walker.submit_empty("Demander mon code")
    walker.fill("Revenu total (ligne 199)", f"{LINE_199} $")
    walker.press("Demander mon code")
    walker.is_at("Votre code d’accès")
    assert ACCESS_CODE in walker.text()
    walker.press("Continuer")
    walker.check()
    assert ACCESS_CODE not in walker.text()
    walker.press("Continuer")


def say_who_one_is(walker: Walker, citizen: Citizen) -> None:
    """Without its accent and its apostrophe: people type so."""
    walker.fill("Prénom", citizen.first_name.replace("È", "E").replace("-", " "))
    walker.fill("Nom de famille", citizen.last_name.replace("’", " "))
    for part, value in (("Jour", "12"), ("Mois", "4"), ("Année", "1979")):
        walker.fill(part, value)
    walker.fill("Code postal", "g1r5v7")


def accept_and_create(walker: Walker, citizen: Citizen, *, empty_first: bool = True) -> None:
    """C-16 and C-18; nothing secret is shown on the way."""
    walker.is_at("Conditions d’utilisation")
    if empty_first:
        walker.submit_empty()
    walker.page.get_by_role("checkbox").check()
    walker.press("Continuer")
    walker.is_at("Vérifiez vos réponses avant de créer le compte")
    shown = walker.page.content()
    assert not any(secret in shown for secret in (PASSWORD, ACCESS_CODE, NOTICE_NUMBER, citizen.nas, *ANSWERS))
    assert citizen.user_code.upper() in walker.text()
    walker.press("Créer mon compte")
