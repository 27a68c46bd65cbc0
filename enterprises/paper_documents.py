"""A form to sign as a tagged PDF (PDF/UA-1), and the QR code of its reference."""

from dataclasses import asdict
from io import BytesIO
from pathlib import Path

import segno
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language

from clicsequr.kernel.typeset import typeset
from enterprises.queries.paper_forms import PaperContent
from enterprises.states import PaperFormKind

_TEMPLATES = Path(__file__).parent / "paper"
_NAMES = {
    PaperFormKind.LEW4: "LEW-4",
    PaperFormKind.DESIGNATION: "designation",
    PaperFormKind.SUCCESSION: "designation",
}


def paper_pdf(content: PaperContent) -> bytes:
    """Set the form in the language of the page; what people typed goes in as data, never as markup."""
    language = "en" if get_language() == "en" else "fr"
    values = asdict(content) | {
        "terms_accepted_on": date_format(content.terms_accepted_on, "DATE_FORMAT") if content.terms_accepted_on else "",
        "function": str(content.function),
        "qr": qr_svg(content.reference),
        "brand": settings.BRAND_NAME,
        "demo": settings.DEMO_BANNER,
        "mailing_address": settings.LEW4_MAILING_ADDRESS,
        "support_phone": settings.SUPPORT_PHONE,
    }
    return typeset(_TEMPLATES / f"{content.kind}.{language}.typ", values)


def paper_file_name(content: PaperContent) -> str:
    return f"{_NAMES[PaperFormKind(content.kind)]}_{content.reference}.pdf"


def qr_svg(reference: str) -> str:
    """Draw the reference alone: a person may type what the code holds, and it opens no address."""
    drawn = BytesIO()
    # Level Q survives a fold or a stamp over a quarter of the code.
    segno.make(reference, error="q", micro=False).save(drawn, kind="svg", scale=8, border=4, xmldecl=False)
    return drawn.getvalue().decode()


def qr_data_uri(reference: str) -> str:
    return segno.make(reference, error="q", micro=False).svg_data_uri(scale=5, border=4)
