"""RP-Initiated Logout 1.0: an application asks that the person be signed out here too."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt

from accounts.session_closing import close_session, leave_told
from accounts.session_marks import SID
from clicsequr.kernel.pages import page
from ministry_services.queries.logout import FAULTS, Logout, LogoutRefused, is_of_session, logout_asked
from ministry_services.rules.asked import language_asked
from ministry_services.rules.logout import LONGEST
from ministry_services.views.answering import SeeOther, to_application

# All that the page needs to decide again; the hint tells too much to stand in an address of ours.
_KEPT = ("client_id", "post_logout_redirect_uri", "state")
LONGEST_QUERY = 3_900  # gunicorn takes a line of 4094 bytes; past that the page asks, without the hint


# Another site's form or link: the protocol asks for both (docs/decisions/0009). Only a hint of the very session in
# hand closes it here, and only the application itself has that.
@csrf_exempt
@page(reads=(), writes=("GET", "POST"))
def end_session(request: HttpRequest) -> HttpResponse:
    """Close the session at once on a hint that fits it; otherwise lead to the page that asks."""
    sent = request.POST if request.method == "POST" else request.GET
    try:
        asked = logout_asked(dict(sent.lists()))
    except LogoutRefused as refusal:
        return SeeOther(_page_address(sent, refusal=refusal.code))
    query = urlencode({name: sent[name] for name in LONGEST if name in sent})
    if request.method == "POST" and len(query) < LONGEST_QUERY:
        # A form of another site brings no session cookie (SameSite=Lax); the GET that follows does.
        return SeeOther(f"{request.path}?{query}")
    if request.method == "POST" or (
        request.user.is_authenticated
        and not is_of_session(asked.hint, asked.client, user=request.user, sid=request.session.get(SID, ""))
    ):
        return SeeOther(_page_address(sent, client_id=asked.client_id))
    return _closed(request, asked)


@page()
def session_end(request: HttpRequest) -> HttpResponse:
    """Ask, and close by one POST with a form token; nothing is redirected for a request that is wrong."""
    refused, asked = _again(request.GET)
    if request.method == "POST" or (not request.user.is_authenticated and not refused):
        return _closed(request, asked)
    context = {"client": asked.client, "refused": refused}
    return render(request, "ministry_services/session_end.html", context, status=400 if refused else 200)


def _again(parameters: QueryDict) -> tuple[LogoutRefused | None, Logout]:
    """Look once more: an address of ours can be written by anybody. Of a refusal, only a code that is ours is shown."""
    if "erreur" in parameters:
        said = parameters["erreur"]
        return LogoutRefused(said if said in FAULTS else None), Logout(None, None, "")
    try:
        return None, logout_asked(dict(parameters.lists()))
    except LogoutRefused as refusal:
        return refusal, Logout(None, None, "")


def _closed(request: HttpRequest, asked: Logout) -> HttpResponse:
    now, told = timezone.now(), []
    if request.user.is_authenticated:
        told = close_session(request, now=now, asked_by=asked.client_id)
    if asked.address:
        return to_application(request, asked.address)
    response = redirect("accounts:signed-out")
    leave_told(response, told, now=now)
    return response


def _page_address(asked: QueryDict, *, refusal: str = "", client_id: str = "") -> str:
    kept = {name: asked[name] for name in _KEPT if asked.get(name)}
    if client_id:
        kept["client_id"] = client_id
    query = urlencode({"erreur": refusal} if refusal else kept)
    with override(language_asked(asked.get("ui_locales", ""))):
        page_address = reverse("ministry_services:session-end")
    return f"{page_address}?{query}" if query else page_address
