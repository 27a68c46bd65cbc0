"""The session in hand: keep it, close it, say that it is closed."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.next_address import safe_next
from accounts.session_closing import close_session, leave_told, told_services
from accounts.session_marks import SEEN
from accounts.states import Portal
from clicsequr.kernel.pages import page


@page()
def sign_out(request: HttpRequest) -> HttpResponse:
    """S-07: closed by POST only; an address alone closes nothing."""
    if not request.user.is_authenticated:
        return redirect("accounts:signed-out")
    if request.method != "POST":
        return render(request, "accounts/sign_out.html")
    portal, now = request.user.portal, timezone.now()
    told = close_session(request, now=now)
    if request.POST.get("then") in settings.PORTAL_SIGN_INS:
        query = urlencode({"next": safe_next(request.POST.get("next"))})
        return redirect(f"{reverse(settings.PORTAL_SIGN_INS[request.POST['then']])}?{query}")
    response = redirect(f"{reverse('accounts:signed-out')}?{urlencode({'portail': portal})}")
    leave_told(response, told, now=now)
    return response


@page(writes=())
def signed_out(request: HttpRequest) -> HttpResponse:
    told, others = told_services(request, now=timezone.now())
    return render(request, "accounts/signed_out.html", {"portal": _portal(request), "told": told, "others": others})


@page(reads=(), writes=("POST",))
def keep_alive(request: HttpRequest) -> HttpResponse:
    """Answer 204 and count the act as activity; 401 once the session is over."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    request.session[SEEN] = timezone.now().isoformat()
    return HttpResponse(status=204)


def _portal(request: HttpRequest) -> str:
    named = request.GET.get("portail", "")
    return named if named in Portal.values else ""
