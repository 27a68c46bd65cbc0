"""A procuration on paper: a tagged PDF (PDF/UA-1) of what it gave on the day it was printed (screens.md P-06)."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language

from clicsequr.kernel.identifiers import format_neq
from clicsequr.kernel.typeset import typeset
from enterprises.grant_rows import GrantRow
from enterprises.models import Enterprise, Procuration
from enterprises.paper_documents import qr_svg

_TEMPLATES = Path(__file__).parent / "paper"


def procuration_pdf(row: GrantRow, *, scopes: Sequence[dict[str, Any]], on: date) -> bytes:
    """Set it in the language of the page; names that people chose go in as data, never as markup."""
    language = "en" if get_language() == "en" else "fr"
    grant = row.grant
    assert isinstance(grant, Procuration)  # noqa: S101  rows of assignments have no paper
    values = {
        "reference": grant.number,
        "name": grant.name,
        "state": str(row.label),
        "grantor": _named(grant.enterprise),
        "mandatary": _named(grant.mandatary) if grant.mandatary else "",
        "starts_on": date_format(grant.starts_on),
        "ends_on": date_format(grant.ends_on),
        "created_by": grant.created_by.full_name,
        "services": [_service(scope) for scope in scopes if not scope["is_over"]],
        "printed_on": date_format(on),
        "qr": qr_svg(grant.number),
        "brand": settings.BRAND_NAME,
        "demo": settings.DEMO_BANNER,
        "support_phone": settings.SUPPORT_PHONE,
    }
    return typeset(_TEMPLATES / f"procuration.{language}.typ", values)


def _named(enterprise: Enterprise) -> str:
    return f"{enterprise.name} (NEQ {format_neq(enterprise.neq)})" if enterprise.neq else enterprise.name


def _service(scope: dict[str, Any]) -> dict[str, Any]:
    service = scope["service"]
    return {
        "name": service.name,
        "ministry": service.ministry.list_label,
        "tasks": [str(one) for one in scope["tasks"]],
    }
