"""What an agent sees of an enterprise: its state, its people, what it asked, what was recorded."""

from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.capped_paginator import page_of
from accounts.events import event_label
from accounts.reasons import reason_label
from clicsequr.kernel.identifiers import format_neq, format_rq_number
from enterprises.grant_rows import procuration_rows
from enterprises.models import Enterprise
from enterprises.queries.agent_search import (
    SHOWN,
    enrolments_of,
    journal_of,
    members_of,
    paper_forms_of,
    registrations_of,
)
from enterprises.queries.procurations import procurations_about


def enterprise_context(enterprise: Enterprise, *, query: QueryDict) -> dict[str, Any]:
    """Give what the page of an enterprise shows, each list bounded."""
    page = page_of(journal_of(enterprise.pk), number=query.get("page"))
    return {
        "enterprise": enterprise,
        "rows": _rows(enterprise),
        "members": page_of(members_of(enterprise), number=query.get("people")),
        "grants": procuration_rows(procurations_about(enterprise)[:SHOWN], now=timezone.now()),
        "registrations": registrations_of(enterprise),
        "paper_forms": paper_forms_of(enterprise),
        "enrolments": enrolments_of(enterprise),
        "page": page,
        "facts": [
            {
                "at": entry.recorded_at,
                "label": event_label(entry.action),
                "actor": entry.actor_label,
                "reason": reason_label(entry.reason),
            }
            for entry in page
        ],
    }


def _rows(enterprise: Enterprise) -> list[dict[str, Any]]:
    address = ", ".join(filter(None, [enterprise.address_line, enterprise.city, enterprise.province]))
    accepted = enterprise.terms_accepted_at
    rows = [
        (_("NEQ"), format_neq(enterprise.neq) if enterprise.neq else ""),
        (_("Numéro d’identification"), format_rq_number(enterprise.rq_number) if enterprise.rq_number else ""),
        (_("Forme juridique"), enterprise.get_legal_form_display()),
        (_("Adresse"), f"{address} {enterprise.postal_code}".strip()),
        (_("État"), enterprise.get_state_display()),
        (_("Clic Revenu avant novembre 2007"), _("Oui") if enterprise.is_legacy else ""),
        (
            _("Conditions acceptées le"),
            date_format(timezone.localtime(accepted), "DATETIME_FORMAT") if accepted else "",
        ),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]
