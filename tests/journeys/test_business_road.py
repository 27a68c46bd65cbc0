"""The whole road of a business, on the real stack: register, be activated, enrol, be told, use the service."""

import pytest

from tests.factories.secrets import ACCESS_CODE, INVITATION_NUMBER, PASSWORD, QST_AMOUNTS
from tests.journeys.conftest import Walk
from tests.journeys.enrolment_road import MINISTRY, PHOSPHORUS, enrol
from tests.journeys.firms import Firm
from tests.journeys.registration_road import Registered, register
from tests.journeys.sessions import Person, new_agent, sign_in, sign_in_agent_first
from tests.journeys.site import Site, text_of
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser


def test_a_business_registers_is_activated_and_enrols(site: Site, firms: dict[str, Firm], walk: Walk) -> None:
    business = walk()
    business.go("/clicsequr/")
    business.check()
    registered = register(business, site, firms["road"])
    _sees_that_it_waits(business, registered)

    clerk = walk()
    sign_in_agent_first(clerk, new_agent(site, "ROUTE1", "--role", "agent"))
    _is_activated(clerk, registered)
    _is_told_of_the_activation(site, registered)

    _enters(business, registered)
    reference = enrol(business)

    officer = walk()
    sign_in_agent_first(officer, new_agent(site, "ROUTE2", "--role", "ministry", "--ministry", "environnement"))
    _accepts_both(officer, registered, reference)

    _reads_the_answer(business, site, registered, reference)
    _uses_the_service(business)


def _sees_that_it_waits(business: Walker, registered: Registered) -> None:
    """X-06: the right password before the activation shows where the registration stands, and opens nothing."""
    business.go("/entreprises/accueil/")
    business.is_at("Ouvrir une session")
    business.submit_empty()
    business.fill("Code d’utilisateur", registered.user_code.lower())
    business.press("Continuer")
    business.is_at("Entrez votre mot de passe")
    business.submit_empty("Ouvrir une session")
    business.fill("Mot de passe", "pas le bon mot de passe")
    business.press("Ouvrir une session")
    assert "Code d’utilisateur ou mot de passe inexact" in business.text()
    business.check()
    sign_in(business, Person(registered.user_code))
    business.is_at("Votre compte n’est pas encore activé")
    assert registered.reference in business.text()
    business.go("/entreprises/accueil/")
    business.is_at("Ouvrir une session")


def _is_activated(clerk: Walker, registered: Registered) -> None:
    """A-02 to A-05: a wrong secret, then two kinds that match; none is ever shown."""
    page = clerk.page
    clerk.go("/agents/activations/")
    clerk.check()
    clerk.show("agent_desk")
    page.get_by_role("link", name=registered.reference).click()
    clerk.check()
    clerk.press("Prendre en charge")
    clerk.check()
    clerk.follow("Noter un appel")
    clerk.is_at("Noter un appel")
    clerk.submit_empty("Noter l’appel")
    clerk.fill("Nom de la personne", "Odile O’Neil")
    clerk.choose("Personne jointe")
    clerk.press("Noter l’appel")
    clerk.check()
    clerk.follow("Vérifier")
    clerk.is_at("Vérifier l’identité")
    _say(clerk, "access_code", {"Code d’accès": "000000"}, told="Ne concorde pas.")
    _say(clerk, "access_code", {"Code d’accès": ACCESS_CODE}, told="Concorde.")
    first, second = QST_AMOUNTS
    _say(clerk, "qst_payments", {"Premier montant": first, "Second montant": second}, told="Concorde.")
    assert INVITATION_NUMBER not in page.content()
    clerk.follow("Continuer vers l’activation")
    clerk.is_at("Activer l’inscription")
    clerk.choose("Par courriel, maintenant")
    clerk.press("Activer")
    clerk.check()
    assert f"L’inscription {registered.reference} est activée." in clerk.text()


def _say(clerk: Walker, kind: str, words: dict[str, str], *, told: str) -> None:
    clerk.page.locator(f"a[href$='/verifier/{kind}/']").click()
    clerk.check()
    clerk.submit_empty("Vérifier")
    for label, value in words.items():
        clerk.fill(label, value)
    clerk.press("Vérifier")
    clerk.check()
    assert told in clerk.text()
    assert not any(word in clerk.page.content() for word in words.values())


def _is_told_of_the_activation(site: Site, registered: Registered) -> None:
    """N-03, sent by the worker: the firm and the reference, never the whole code."""
    subject = "Votre code d’utilisateur et votre mot de passe sont activés"
    told = text_of(site.wait_for_mail(to=registered.firm.email, subject=subject))
    assert registered.firm.name in told
    assert registered.reference in told
    assert registered.user_code not in told


def _enters(business: Walker, registered: Registered) -> None:
    """A service asked for while signed out comes back after the sign-in: X-08, not enrolled yet."""
    business.go("/services/")
    business.check()
    business.follow("Bilan de phosphore")
    business.check()
    business.follow("Accès au service")
    business.is_at("Ouvrir une session")
    business.fill("Code d’utilisateur", registered.user_code)
    business.press("Continuer")
    business.fill("Mot de passe", PASSWORD)
    business.press("Ouvrir une session")
    business.is_at("Votre entreprise n’est pas inscrite à ce service")
    business.follow("Revenir à mon accueil")
    business.is_at("Accueil de l’entreprise")


def _accepts_both(officer: Walker, registered: Registered, reference: str) -> None:
    """A-09: the ministry's agent answers each service."""
    for _service in range(2):
        officer.go("/agents/inscriptions/")
        officer.check()
        row = officer.page.get_by_role("row").filter(has_text=registered.firm.name).filter(has_text=reference)
        row.get_by_role("link").first.click()
        officer.check()
        assert "29 février 2024" in officer.text() or "1204,5" in officer.text()
        officer.press("Prendre en charge")
        officer.check()
        officer.follow("Répondre")
        officer.submit_empty("Donner la réponse")
        officer.choose("Accepter l’inscription")
        officer.press("Donner la réponse")
        officer.check()
    assert registered.firm.name not in officer.text()


def _reads_the_answer(business: Walker, site: Site, registered: Registered, reference: str) -> None:
    """N-02 says nothing of the file; B-02 says it; I-08 shows it."""
    subject = "Un message vous attend dans clicSÉQUR"
    waiting = site.wait_for_mail(to=registered.firm.email, subject=subject, count=2)
    for word in (registered.firm.name, reference, MINISTRY, "Bilan", "prélèvements", "activ", "http"):
        assert word not in text_of(waiting)
        assert word not in str(waiting["Subject"])
    business.go("/entreprises/accueil/")
    business.is_at("Accueil de l’entreprise")
    business.show("portal")
    business.go("/messages/")
    business.check()
    business.page.get_by_role("button", name="Bilan de phosphore").click()
    business.check()
    assert f"L’inscription de {registered.firm.name} au service" in business.text()
    assert reference in business.text()
    business.follow("Voir le dossier dont parle ce message")
    business.is_at("Mes inscriptions")
    assert business.page.get_by_role("row").filter(has_text="Actif").count() == 2


def _uses_the_service(business: Walker) -> None:
    """X-04: the gate is open, and the ministry asks who comes."""
    business.go(f"/services/{PHOSPHORUS}/")
    business.follow("Accès au service")
    business.is_at("Ce que vous communiquez")
    assert "Au nom de qui vous agissez" in business.text()
    business.press("Fermer la session")
    business.check()
    business.go(f"/services/{PHOSPHORUS}/acces/")
    business.is_at("Ouvrir une session")
