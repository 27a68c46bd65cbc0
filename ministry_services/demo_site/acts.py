"""The page of a service: who is there, in whose name, by which right; and the acts that ask for that right again."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ministry_services.demo_site import visits
from ministry_services.demo_site.clients import client_of
from ministry_services.demo_site.configuration import Service, applications
from ministry_services.demo_site.facts import facts_of, moment, readable
from ministry_services.demo_site.provider import Provider
from ministry_services.demo_site.refusals import Refused
from ministry_services.demo_site.showing import notice_of, show

LONGEST_DRAFT = 500
# What clicSÉQUR answers once a right, a session or a token is over: all mean that the service closes.
OVER = {"invalid_grant", "invalid_token"}
# Sentences that say it all by themselves; every other one is followed by its code, for the telephone.
PLAIN = {"saved", "refreshed", "right_over", "session_over", ""}


@require_safe
def service(request: HttpRequest, language: str, service: Service) -> HttpResponse:
    """Show the person and the right, or why there is none and the way in."""
    visit = visits.visit_of(request, service)
    told = visits.told(request, service)
    context: dict[str, Any] = {"service": service, "name": service.name(language), "told": told}
    context |= {"notice": notice_of(told, language=language), "shows_code": told not in PLAIN}
    if visit is None:
        return show(request, "closed_service.html", language=language, **context)
    context |= {
        "facts": facts_of(visit, language=language),
        "id_token": readable(visit.claims),
        "userinfo": readable(visit.userinfo),
        "checked": visit.checked,
        "introspected": readable(visit.checked.get("introspection", {})),
        "draft": visits.draft_of(visit, service),
    }
    return show(request, "open_service.html", language=language, **context)


@require_POST
def verify(request: HttpRequest, language: str, service: Service) -> HttpResponse:
    """« Vérifier mon droit maintenant »: the live check, then what the token is worth."""
    visit = visits.visit_of(request, service)
    if visit and _still_allowed(request, service, visit):
        client = _client(service)
        try:
            worth = client.introspect(str(visit.tokens["access_token"]))
        except Refused as refusal:
            return _closes(request, service, refusal.code, language)
        checked = {"at": moment(_now(), language=language), "introspection": worth}
        visits.keep(request, service, replace(visit, checked=checked))
    return redirect("service", language=language, service=service)


@require_POST
def refresh(request: HttpRequest, language: str, service: Service) -> HttpResponse:
    """« Rafraîchir »: new tokens, and the claims as they are now."""
    visit = visits.visit_of(request, service)
    if visit is None:
        return redirect("service", language=language, service=service)
    client = _client(service)
    try:
        tokens, claims = client.refresh(visit.tokens, subject=visit.subject)
        userinfo = client.userinfo(tokens, subject=visit.subject)
    except Refused as refusal:
        return _closes(request, service, refusal.code, language)
    visits.keep(request, service, visits.Visit(tokens, visit.claims | claims, userinfo))
    visits.tell(request, service, "refreshed")
    return redirect("service", language=language, service=service)


@require_POST
def save_draft(request: HttpRequest, language: str, service: Service) -> HttpResponse:
    """An act of the service itself: the right is asked for first, as before each act that counts."""
    visit = visits.visit_of(request, service)
    if visit and _still_allowed(request, service, visit):
        text = request.POST.get("text", "").strip()[:LONGEST_DRAFT]
        visits.write_draft(visit, service, text=text, at=moment(_now(), language=language))
        visits.tell(request, service, "saved")
    return redirect("service", language=language, service=service)


def _still_allowed(request: HttpRequest, service: Service, visit: visits.Visit) -> bool:
    """Ask clicSÉQUR; a no closes the service and keeps what was written in it (screens.md X-10)."""
    enterprise = str(visit.details.get("enterprise", {}).get("neq", ""))
    try:
        allowed = _client(service).may_open(service.slug, subject=visit.subject, enterprise=enterprise)
    except Refused as refusal:
        visits.tell(request, service, refusal.code)
        return False
    if not allowed:
        _close(request, service, "right_over")
    return allowed


def _closes(request: HttpRequest, service: Service, code: str, language: str) -> HttpResponse:
    """After a refusal of tokens: over is over; a clicSÉQUR that does not answer closes nothing."""
    if code in OVER:
        _close(request, service, "right_over")
    else:
        visits.tell(request, service, code)
    return redirect("service", language=language, service=service)


def _close(request: HttpRequest, service: Service, code: str) -> None:
    visits.end(request, service)
    visits.tell(request, service, code)


def _client(service: Service) -> Provider:
    return client_of(applications()[service.application])


def _now() -> datetime:
    return timezone.now().astimezone(ZoneInfo("America/Toronto"))
