"""« Services qui me connaissent »: who was told what, and how it is taken back."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.confirmation import needs_confirmation
from accounts.views.access import AccountRequest, account_page
from ministry_services.models import Consent
from ministry_services.queries.consents import consents_of
from ministry_services.services.endings import withdraw_consent
from ministry_services.states import Scope

PAGE_SIZE = 25


@account_page(writes=())
def consents(request: AccountRequest) -> HttpResponse:
    """The list, the latest first."""
    page = Paginator(consents_of(request.user, now=timezone.now()), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "ministry_services/consents.html", {"page": page, "rows": [_row(one) for one in page]})


@account_page()
@needs_confirmation
def consent_withdraw(request: AccountRequest, pk: int) -> HttpResponse:
    """Say what ends, then end it."""
    found = consents_of(request.user, now=timezone.now()).filter(pk=pk).first()
    if found is None:
        # Taken back by the same click a moment ago, or never the person's: both lead to what is there.
        if request.method == "POST":
            return redirect("ministry_services:consents")
        raise Http404
    if request.method == "POST":
        withdraw_consent(found.pk, by=request.user, now=timezone.now())
        messages.success(request, _("%(service)s n’a plus accès à vos renseignements.") % {"service": found.service})
        return redirect("ministry_services:consents")
    return render(request, "ministry_services/consent_withdraw.html", {"row": _row(found)})


def _row(consent: Consent) -> dict[str, Any]:
    told = [str(Scope(name).label) for name in Scope.values if name in consent.scope.split()]
    used = consent.last_used_at  # type: ignore[attr-defined]  # annotated by the query
    rows = [
        (_("Ministère ou organisme"), consent.relying_party.ministry.name),
        (_("Ce qui est communiqué"), "\n".join(told)),
        (_("Accord donné le"), date_format(timezone.localtime(consent.given_at))),
        (_("Dernière entrée"), _moment(used) if used else _("Il y a plus de 30 jours")),
        (_("Sessions ouvertes"), consent.live_sessions or _("Aucune")),  # type: ignore[attr-defined]
    ]
    return {"consent": consent, "rows": [{"key": key, "value": value} for key, value in rows]}


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")
