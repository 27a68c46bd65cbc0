"""The road of a registration, E-01 to E-14, the same in both languages and without JavaScript."""

import re
from dataclasses import dataclass

from tests.factories.secrets import PASSWORD
from tests.journeys.firms import Firm
from tests.journeys.site import Site, text_of
from tests.journeys.walker import Walker


@dataclass(frozen=True)
class Registered:
    """What the person leaves with."""

    firm: Firm
    user_code: str
    reference: str


def register(walker: Walker, site: Site, firm: Firm, *, empty_first: bool = True) -> Registered:
    """Walk from the door to the submission; each page is sent empty first, unless told otherwise."""
    walk_to_the_representative(walker, firm, empty_first=empty_first)
    return walk_on_from_the_representative(walker, site, firm, empty_first=empty_first)


def walk_to_the_representative(walker: Walker, firm: Firm, *, empty_first: bool = True) -> None:
    walker.go("/entreprises/inscription/")
    walker.is_at("Inscription d’une entreprise à clicSÉQUR")
    walker.follow("Accès au service")
    walker.check()
    walker.press("Commencer")
    walker.is_at("Quelle est la forme juridique de l’entreprise?")
    if empty_first:
        walker.submit_empty()
    walker.choose("Société (personne morale)")
    walker.press("Continuer")
    walker.is_at("Numéros de l’entreprise")
    if empty_first:
        walker.submit_empty()
    # Typed as people type, and as Word pastes.
    walker.field("Numéro d’entreprise du Québec (NEQ)").fill(f"{firm.neq[:4]}\u00a0{firm.neq[4:7]} {firm.neq[7:]}")
    walker.press("Continuer")
    walker.is_at("Confirmez les renseignements")
    assert firm.name not in walker.text()
    if empty_first:
        walker.submit_empty()
    walker.choose("Oui")
    walker.press("Continuer")
    walker.is_at("Représentant autorisé")


def walk_on_from_the_representative(walker: Walker, site: Site, firm: Firm, *, empty_first: bool = True) -> Registered:
    if empty_first:
        walker.submit_empty()
    walker.fill("Prénom", firm.first_name)
    walker.fill("Nom de famille", firm.last_name)
    walker.choose("Président ou présidente")
    walker.fill("Téléphone", "(418) 555-0124")
    walker.fill("Adresse de courriel", firm.email)
    walker.press("Continuer")
    walker.is_at("Responsable des services électroniques")
    if empty_first:
        walker.submit_empty()
    walker.choose("La même personne que le représentant autorisé")
    walker.press("Continuer")
    walker.is_at("Code d’utilisateur du responsable")
    user_code = walker.page.locator(".cs-code").inner_text()
    walker.press("Continuer")
    walker.is_at("Mot de passe")
    if empty_first:
        walker.submit_empty()
    walker.fill("Créez un mot de passe", PASSWORD)
    walker.press("Continuer")
    walker.is_at("Entrez le code reçu par courriel")
    if empty_first:
        walker.submit_empty()
    walker.fill("Code reçu par courriel", mailed_code(walker, site, firm.email))
    walker.press("Continuer")
    walker.is_at("Activation de votre code d’utilisateur")
    if empty_first:
        walker.submit_empty()
    walker.choose("Par courriel")
    walker.press("Continuer")
    walker.is_at("Vérifiez et transmettez")
    if empty_first:
        walker.submit_empty("Transmettre l’inscription")
    walker.choose("J’ai lu les conditions d’utilisation et je les accepte au nom de l’entreprise")
    walker.press("Transmettre l’inscription")
    walker.is_at("Inscription transmise")
    reference = re.search(r"INS-[\w-]+", walker.text())
    assert reference
    assert user_code in walker.text()
    return Registered(firm, user_code, reference[0])


def mailed_code(walker: Walker, site: Site, email: str, *, count: int = 1) -> str:
    """Give the six digits of the `count`-th code mailed to an address."""
    mail = site.wait_for_mail(to=email, subject=walker.says("Votre code clicSÉQUR"), count=count)
    digits = re.search(r"^\d{6}$", text_of(mail), re.MULTILINE)
    assert digits
    return digits[0]
