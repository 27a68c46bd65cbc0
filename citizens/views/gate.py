"""The gate before a service of citizens (X-04): who is signed in, whether that is proven, and where to go if not."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.states import Portal
from accounts.views.access import other_portal, sign_in_first
from citizens.models import IdentityProof
from citizens.queries.identity import proof_of
from citizens.rules.access import Reason, may_open
from citizens.services.tries import identity_blocked_until
from clicsequr.kernel.pages import page
from ministry_services.models import OnlineService
from ministry_services.queries.catalogue import service_named
from ministry_services.way_in import enter_service, keeping_next, waiting_in


@page(writes=(), audience="citizen")
def service_access(request: HttpRequest, slug: str) -> HttpResponseBase:
    """X-04: ask the one function that decides, then show the service or the page of the reason."""
    service = service_named(slug)
    if service is None or service.portal != Portal.CITIZENS:
        raise Http404
    if not request.user.is_authenticated:
        return sign_in_first(request, portal=Portal.CITIZENS)
    waiting = waiting_in(request, service=service, now=timezone.now())
    proof = proof_of(request.user)
    decision = may_open(request.user, service, proof=proof)
    if decision.reason == Reason.OTHER_PORTAL:
        return other_portal(request, needed=Portal.CITIZENS, waiting=waiting)
    if decision.reason == Reason.PROOF_NEEDED:
        if identity_blocked_until(request.user, now=timezone.now()):
            return redirect(keeping_next(request, reverse("citizens:identity-refused")))
        return redirect(f"{reverse('citizens:proof')}?{urlencode({'next': request.get_full_path()})}")
    if not decision.allowed:
        context = {"service": service, "reason": decision.reason, "waiting": waiting}
        status = 200 if decision.reason == Reason.SERVICE_CLOSED else 403
        return render(request, "citizens/access_refused.html", context, status=status)
    return enter_service(request, service, waiting) or _no_address(request, service, proof)


def _no_address(request: HttpRequest, service: OnlineService, proof: IdentityProof | None) -> HttpResponseBase:
    context = {"service": service, "recognised": _recognised(request.user, proof)}
    return render(request, "citizens/access_allowed.html", context)


def _recognised(user: Any, proof: IdentityProof | None) -> list[dict[str, str]]:
    """Say who the service will see: the account, and whether the register knows whose it is."""
    proven = _("prouvée le %(day)s") % {"day": date_format(timezone.localtime(proof.verified_at))} if proof else ""
    rows = [
        (_("Nom"), user.full_name),
        (_("Code d’utilisateur"), user.user_code),
        (_("Identité"), proven or _("non prouvée; ce service ne le demande pas")),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]
