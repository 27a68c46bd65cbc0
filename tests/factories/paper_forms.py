"""Clic Revenu enterprises, their forms to sign, and scans good and bad."""

from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
from django.utils import timezone
from PIL import Image

from accounts.actors import APPLICANT
from enterprises.models import Member, PaperForm, Registration
from enterprises.paper_documents import paper_pdf
from enterprises.queries.paper_forms import paper_content
from enterprises.services.legacy_terms import accept_legacy_terms
from enterprises.services.paper_form_processing import Verification, receive_paper_form
from enterprises.services.paper_forms import create_paper_form
from enterprises.states import EnterpriseState, PaperFormKind, RegistrationState
from tests.factories.enterprises import make_enterprise, make_rse
from tests.factories.registrations import make_terms

GOOD = Verification(is_signed=True, signatory_is_representative=True, is_legible=True)


def make_legacy_rse(**changes: Any) -> Member:
    """Give the RSE of a Clic Revenu enterprise at its first visit: terms neither accepted nor refused."""
    make_terms()
    return make_rse(make_enterprise(is_legacy=True, **changes))


def make_lew4(rse: Member | None = None) -> PaperForm:
    """Give the form that follows the acceptance of the terms."""
    rse = rse or make_legacy_rse()
    accept_legacy_terms(rse, number="2026-1", by=rse.user, now=timezone.now())
    return PaperForm.objects.select_related("enterprise").get(enterprise=rse.enterprise_id)


def make_designation(**changes: Any) -> PaperForm:
    """Give the designation of a submitted registration whose representative acts by mandate."""
    enterprise = make_enterprise(state=EnterpriseState.PENDING)
    values: dict[str, Any] = {
        "reference": f"INS-{enterprise.neq}",
        "state": RegistrationState.SUBMITTED,
        "submitted_at": timezone.now(),
        "enterprise": enterprise,
        "neq": enterprise.neq,
        "name": enterprise.name,
        "representative_first_name": "Réal",
        "representative_last_name": "Côté",
        "representative_function": "mandate",
        "representative_email": "real.cote@exemple.ca",
        "rse_is_representative": False,
        "rse_first_name": "Odile",
        "rse_last_name": "O’Neil",
        "rse_email": "odile@exemple.ca",
        **changes,
    }
    registration = Registration.objects.create(**values)
    return create_paper_form(enterprise, kind=PaperFormKind.DESIGNATION, registration=registration, by=APPLICANT)


def received(paper_form: PaperForm, *, by: Any, seen: Verification = GOOD, scan: bytes = b"") -> PaperForm:
    """Give the form as the agent registered it today."""
    return receive_paper_form(
        paper_form,
        by=by,
        version=paper_form.version,
        received_on=timezone.localdate(),
        scan=scan or scan_of(paper_form),
        seen=seen,
    )


def scan_of(paper_form: PaperForm, *, turned: float = 0, quality: int = 70) -> bytes:
    """Print the form and put it on the scanner: an image in a PDF, 200 dots an inch, perhaps askew."""
    with pypdfium2.PdfDocument(paper_pdf(paper_content(paper_form))) as document:
        image = document[0].render(scale=200 / 72, grayscale=True).to_pil()
    file = BytesIO()
    image.rotate(turned, expand=True, fillcolor=255).save(file, "PDF", resolution=200, quality=quality)
    return file.getvalue()


def blank_scan(pages: int = 1) -> bytes:
    """Give a PDF of white pages: nothing to read on it, nothing to fear."""
    sheets = [Image.new("L", (200, 300), 255) for _page in range(pages)]
    file = BytesIO()
    sheets[0].save(file, "PDF", save_all=True, append_images=sheets[1:])
    return file.getvalue()


def altered(change: Any, **save: Any) -> bytes:
    """Give a white page to which `change` did something."""
    with pikepdf.open(BytesIO(blank_scan())) as document:
        change(document)
        file = BytesIO()
        document.save(file, **save)
    return file.getvalue()
