"""Every page that a link leads to, for each kind of person, in both languages: it opens, and nothing is wrong."""

import re
from collections import Counter
from urllib.parse import urlsplit

import pytest

from tests.journeys.conftest import Walk
from tests.journeys.sessions import Person, sign_in
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser

RSE = "inscrite à deux services"
USER = "utilisateur actif, une tâche d’un service, fin dans 20 jours"
CITIZEN = "compte actif, identité prouvée"
LOST = ("code", "mot-de-passe", "options", "courriel", "acces-bloque")
HOMES = {
    "": [
        "/",
        "/entreprises/session/",
        "/entreprises/inscription/",
        "/entreprises/recuperation/",
        "/citoyens/session/",
        "/citoyens/creation/",
        "/citoyens/creation/reprendre/",
        "/citoyens/recuperation/",
        *(
            f"/citoyens/recuperation/{need}/"
            for need in ("code", "mot-de-passe", "options", "courriel", "acces-bloque")
        ),
        "/citoyens/identite/autres-facons/",
        "/agents/session/",
    ],
    RSE: ["/entreprises/accueil/", "/entreprises/utilisateurs/", "/entreprises/procurations/", "/services/"],
    USER: ["/entreprises/accueil/"],
    CITIZEN: ["/citoyens/accueil/", "/services/pesticides-demande-de-certificat/acces/"],
    "AGENT1": ["/agents/"],
    "MINIST1": ["/agents/"],
    "SUPER1": ["/agents/"],
    "AUDIT1": ["/agents/"],
}
# Pages of one kind: so many of them, not each article, service or file.
KINDS = [
    (re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}"), 2),
    (re.compile(r"(?<=/)\d+(?=/)"), 1),
    (re.compile(r"(?<=/articles/)[^/]+"), 2),
]
FILES = {
    "/telecharger/": "application/pdf",
    "/numerisation/": "application/pdf",
    "/formulaire/": "application/pdf",
    "/renseignements/fichier/": "application/json",
    "/exportation/": "text/csv",
}
MOST = 80


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_that_a_link_leads_to_opens_without_a_fault(language: str, walk: Walk, walk_as: Walk) -> None:
    seen: Counter[str] = Counter()
    for name, homes in HOMES.items():
        walker = walk_as(name, language=language) if name else walk(language=language)
        _crawl(walker, homes, seen)
    assert len(seen) > 80


# Screens.md §17: what the right password opens, by the state of the account or of the enterprise.
STATES = {
    "inscription reçue, à activer par un agent": "Votre compte n’est pas encore activé",
    "attend la désignation sur papier": "Votre compte n’est pas encore activé",
    "inscription refusée": "Votre inscription a été refusée",
    "inscription expirée": "Votre inscription a expiré",
    "activée, sans inscription aux services": "Votre entreprise n’est pas inscrite à ce service",
    "inscription aux services en traitement": "Votre entreprise n’est pas inscrite à ce service",
    "inscription aux services refusée": "Votre entreprise n’est pas inscrite à ce service",
    "inscrite à deux services": "Ce que vous communiquez",
    USER: "Ce que vous communiquez",
    "utilisateur créé, mot de passe temporaire à remplacer": "Choisissez un nouveau mot de passe",
    "utilisateur suspendu": "Dossier suspendu",
    "accès bloqué après huit mots de passe inexacts": "Trop de tentatives",
    "Clic Revenu avant 2007, LEW-4 à transmettre": "Formulaire LEW-4 requis",
    "Clic Revenu avant 2007, LEW-4 reçu": "Formulaire LEW-4 requis",
    "Clic Revenu avant 2007, LEW-4 refusé": "Formulaire LEW-4 requis",
}


def test_the_right_password_opens_the_page_of_the_state(walk: Walk, people: dict[str, Person]) -> None:
    found = {}
    for name in STATES:
        walker = walk()
        sign_in(walker, people[name], path="/services/bilan-de-phosphore/acces/")
        walker.check()
        found[name] = walker.heading()
        walker.page.set_viewport_size({"width": 320, "height": 900})
        walker.check(axe=False)
        walker.context.close()
    assert found == STATES


def test_an_address_that_leads_nowhere_says_so(walk: Walk) -> None:
    walker = walk()
    for language in ("fr", "en"):
        walker.language = language
        walker.go("/entreprises/nulle-part/")
        walker.check()


def _crawl(walker: Walker, homes: list[str], seen: Counter[str]) -> None:
    """Follow links breadth first; a page that another person has shown is not looked at again."""
    start = f"{walker.address}/{walker.language}"
    homes = [f"{start}{home}" for home in homes]
    waiting, known = list(homes), set(homes)
    visited = 0
    while waiting and visited < MOST:
        address = waiting.pop(0)
        if not (_is_new(address, seen) or address in homes):
            continue
        if kind := next((kind for part, kind in FILES.items() if part in address), ""):
            assert walker.context.request.get(address).headers["content-type"].startswith(kind), address
            continue
        answered = walker.page.goto(address)
        status = answered.status if answered else "no answer"
        assert status == 200, f"{address}: {status}"
        visited += 1
        # An address that leads to another, as a service leads to the sign-in, shows a page seen already.
        if urlsplit(walker.page.url).path == urlsplit(address).path or _is_new(walker.page.url, seen):
            _look(walker)
        links = walker.page.locator("a[href]").evaluate_all("all => all.map(a => a.href.split('#')[0])")
        new = [link for link in links if link.startswith(f"{start}/") and link not in known]
        known.update(new)
        waiting.extend(dict.fromkeys(new))


def _is_new(address: str, seen: Counter[str]) -> bool:
    kind, most = urlsplit(address).path, 1
    for pattern, number in KINDS:
        if pattern.search(kind):
            kind, most = pattern.sub("…", kind), number
    seen[kind] += 1
    return seen[kind] <= most


def _look(walker: Walker) -> None:
    walker.check()
    walker.page.set_viewport_size({"width": 320, "height": 900})
    walker.check(axe=False)
    walker.page.set_viewport_size({"width": 1100, "height": 900})
