"""A Clic Revenu firm of before November 2007: the terms at its first visit, the form LEW-4, then the services."""

import re
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from django.utils import timezone

from clicsequr.demonstration import cast
from tests.journeys.conftest import Walk
from tests.journeys.sessions import Person, sign_in
from tests.journeys.site import Site, text_of
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser

FIRM = next(firm for firm in cast.firms() if firm.stage == "legacy_terms")


def test_a_clic_revenu_firm_signs_its_form_and_enrols(
    site: Site, walk: Walk, walk_as: Walk, people: dict[str, Person], tmp_path: Path
) -> None:
    business = walk()
    _is_led_to_the_terms(business, people["Clic Revenu avant 2007, conditions à accepter"])
    reference, form = _downloads_the_form(business)
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(_signed_and_scanned(form))
    clerk = walk_as("AGENT1")
    _receives(clerk, reference, scan)
    business.go("/entreprises/formulaire-lew-4/suivi/")
    business.is_at("Suivi du formulaire LEW-4")
    assert "Vous n’avez rien à faire" in business.text()
    _accepts(clerk)
    _is_told_and_enters(business, site)


def _is_led_to_the_terms(business: Walker, person: Person) -> None:
    """L-01, from whatever address; nothing opens until the terms are accepted."""
    sign_in(business, person, path="/services/bilan-de-phosphore/acces/")
    business.is_at("Conditions d’utilisation de clicSÉQUR")
    for path in ("/messages/", "/entreprises/accueil/", "/entreprises/inscription-aux-services/"):
        business.go(path)
        business.is_at("Conditions d’utilisation de clicSÉQUR")
    business.go("/aide/")
    business.is_at("Aide")
    business.go("/entreprises/accueil/")
    business.submit_empty("Accepter")
    business.page.get_by_role("checkbox").check()
    business.press("Accepter")
    business.is_at("Formulaire LEW-4")


def _downloads_the_form(business: Walker) -> tuple[str, bytes]:
    """L-02, L-03, X-07: a tagged PDF; what stays closed says why."""
    found = re.search(r"LEW-\d{4}-[\w-]+", business.text())
    assert found
    with business.page.expect_download() as download:
        business.follow("Télécharger le document (PDF, 1 page)")
    form = Path(download.value.path()).read_bytes()
    assert form.startswith(b"%PDF-")
    with pikepdf.open(BytesIO(form)) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang).startswith("fr")
        assert "/StructTreeRoot" in document.Root
    business.follow("Ouvrir la version imprimable")
    business.check()
    assert found[0] in business.text()
    business.go("/entreprises/formulaire-lew-4/suivi/")
    business.is_at("Suivi du formulaire LEW-4")
    business.go("/entreprises/inscription-aux-services/")
    business.is_at("Formulaire LEW-4 requis")
    business.go("/entreprises/accueil/")
    business.is_at("Accueil de l’entreprise")
    return found[0], form


def _signed_and_scanned(form: bytes) -> bytes:
    """Print, sign, scan: an image in a PDF at 200 dots an inch."""
    with pypdfium2.PdfDocument(form) as document:
        image = document[0].render(scale=200 / 72, grayscale=True).to_pil()
    file = BytesIO()
    image.save(file, "PDF", resolution=200)
    return file.getvalue()


def _receives(clerk: Walker, reference: str, scan: Path) -> None:
    """A-07: found by its reference, its scan kept once its QR code says the same."""
    clerk.go("/agents/lew-4/")
    clerk.check()
    clerk.fill("Numéro de référence, NEQ ou numéro d’identification", reference)
    clerk.press("Chercher")
    clerk.check()
    assert FIRM.name in clerk.text()
    clerk.follow("Enregistrer la réception")
    clerk.is_at("Enregistrer la réception")
    clerk.submit_empty("Enregistrer la réception")
    today = timezone.localdate()
    for part, value in (("Jour", today.day), ("Mois", today.month), ("Année", today.year)):
        clerk.fill(part, str(value))
    clerk.page.locator("[type=file]").set_input_files(scan)
    for yes in clerk.page.get_by_label("Oui", exact=True).all():
        yes.check()
    clerk.press("Enregistrer la réception")
    clerk.is_at("Traiter le formulaire")
    assert "Lu\u00a0: c’est bien ce formulaire" in clerk.text()


def _accepts(clerk: Walker) -> None:
    """A-08."""
    clerk.submit_empty("Enregistrer la décision")
    clerk.page.locator("[type=radio][value=accept]").check()
    clerk.press("Enregistrer la décision")
    clerk.check()
    assert "Le formulaire est traité. L’entreprise en est avisée." in clerk.text()


def _is_told_and_enters(business: Walker, site: Site) -> None:
    """N-10: the secure message says it, the mail says only that it waits; then the enrolment opens."""
    subject = "Un message vous attend dans clicSÉQUR"
    waiting = site.wait_for_mail(to=FIRM.email, subject=subject)
    assert FIRM.name not in text_of(waiting)
    assert "LEW" not in text_of(waiting)
    business.go("/messages/")
    business.check()
    business.page.locator("tbody th").first.locator("button, a").click()
    business.check()
    assert "LEW-4" in business.text()
    business.go("/entreprises/inscription-aux-services/")
    business.is_at("Inscription aux services électroniques")
