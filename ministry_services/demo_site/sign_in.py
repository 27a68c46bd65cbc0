"""To clicSÉQUR and back, out of it and back, and what clicSÉQUR says by itself when a session ends."""

import time

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from ministry_services.demo_site import visits
from ministry_services.demo_site.clients import client_of
from ministry_services.demo_site.configuration import Application, Service, applications, ministry, service_named
from ministry_services.demo_site.logout_tokens import session_ended_by
from ministry_services.demo_site.refusals import Refused
from ministry_services.demo_site.showing import language_of


@require_safe
def enter(request: HttpRequest, service: Service) -> HttpResponse:
    """« Accès au service »: to clicSÉQUR, or straight in where the service is open already."""
    language = language_of(request)
    if visits.visit_of(request, service):
        return redirect("service", language=language, service=service)
    visits.tell(request, service, "")
    client = client_of(applications()[service.application])
    try:
        sign_in, address = client.begin(service, language=language, enterprise=request.GET.get("neq", ""))
    except Refused as refusal:
        visits.tell(request, service, refusal.code)
        return redirect("service", language=language, service=service)
    visits.remember(request, sign_in)
    return redirect(address)


@require_safe
def come_back(request: HttpRequest, application: Application) -> HttpResponse:
    """The redirect address of an application: a code, or an error, for a sign-in that this browser began."""
    sign_in = visits.recall(request, request.GET.get("state", ""), now=time.time())
    service = service_named(sign_in.service) if sign_in else None
    if sign_in is None or service is None or service.application != application.code:
        return redirect("error", language=language_of(request), code="unknown_answer")
    client = client_of(application)
    try:
        tokens, claims = client.finish(sign_in, service, request.GET.dict())
        userinfo = client.userinfo(tokens, subject=str(claims["sub"]))
    except Refused as refusal:
        visits.tell(request, service, refusal.code)
        return redirect("service", language=sign_in.language, service=service)
    request.session.cycle_key()
    visits.keep(request, service, visits.Visit(tokens, claims, userinfo))
    return redirect("service", language=sign_in.language, service=service)


@require_POST
def leave(request: HttpRequest, language: str, service: Service) -> HttpResponse:
    """« Quitter »: the services close here, then the session at clicSÉQUR, which sends the person back."""
    visit = visits.visit_of(request, service)
    if visit is None:
        return redirect("left", language=language)
    visits.end_all(request)
    request.session["leaving"] = language
    client = client_of(applications()[service.application])
    back = f"{ministry().site}/au-revoir/"
    try:
        return redirect(
            client.end_address(id_token=visit.tokens["id_token"], back=back, state=language, language=language)
        )
    except Refused:
        return redirect("left", language=language)


@require_safe
def signed_out(request: HttpRequest) -> HttpResponse:
    """The registered address after « Quitter »; its language is the one the person left in."""
    return redirect("left", language=request.session.pop("leaving", None) or language_of(request))


@csrf_exempt
@require_POST
def close(request: HttpRequest, application: Application) -> HttpResponse:
    """Back-channel logout: clicSÉQUR, not a browser, says that a session has ended."""
    try:
        sid, at = session_ended_by(request.POST.get("logout_token", ""), client_of(application))
    except Refused as refusal:
        return JsonResponse({"error": "invalid_request", "error_description": refusal.description}, status=400)
    visits.mark_over(application, sid, at=at)
    return HttpResponse(status=200)
