"""Letters as one tagged PDF (PDF/UA-1), each in the language of its reader."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citizens.queries.letters import LetterContent
from clicsequr.kernel.typeset import typeset

_TEMPLATE = Path(__file__).parent / "paper" / "letters.typ"


def letters_pdf(contents: Sequence[LetterContent]) -> bytes:
    """Set the letters in their order; the file's own language is the first one's."""
    language = contents[0].language
    with translation.override(language):
        title = _("Lettres à poster\u00a0: %(count)d") % {"count": len(contents)}
    values = {
        "title": f"{title} ({contents[0].number})",
        "language": language,
        "letters": [asdict(content) | {"dated": _day(content)} for content in contents],
        "brand": settings.BRAND_NAME,
        "demo": settings.DEMO_BANNER,
        "public_url": settings.PUBLIC_URL,
        "support_phone": settings.SUPPORT_PHONE,
        "days": settings.CODE_LETTER_DAYS,
    }
    return typeset(_TEMPLATE, values)


def letters_file_name(contents: Sequence[LetterContent]) -> str:
    return f"{contents[0].number}.pdf" if len(contents) == 1 else f"{contents[0].number}_{len(contents)}.pdf"


def _day(content: LetterContent) -> str:
    with translation.override(content.language):
        return date_format(content.dated, "DATE_FORMAT")
