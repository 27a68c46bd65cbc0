"""The authorization endpoint (OIDC Core §3.1.2): it looks at what came, keeps it, and leads to the pages."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.views.decorators.csrf import csrf_exempt

from clicsequr.kernel.errors import DomainError
from clicsequr.kernel.pages import page
from ministry_services.models import AuthorizationRequest
from ministry_services.provider.engine import Pairs
from ministry_services.provider.requests import Answered, receive_request
from ministry_services.rules.asked import language_asked
from ministry_services.views.answering import SeeOther, to_application


# A read that writes, and a form of another site: the protocol asks for both (docs/decisions/0009). It needs no session.
@csrf_exempt
@page(reads=(), writes=("GET", "POST"))
def authorize(request: HttpRequest) -> HttpResponse:
    """Keep the request and lead to its page; answer the application, or the person while no address is known good."""
    sent = request.POST if request.method == "POST" else request.GET
    pairs = [(name, value) for name, values in sent.lists() for value in values]
    try:
        waiting = receive_request(pairs, now=timezone.now())
    except Answered as answered:
        return to_application(request, answered.address)
    except DomainError as refusal:
        with override(language_asked(sent.get("ui_locales", ""))):
            return refused(request, refusal, pairs)
    return SeeOther(page_of(waiting))


def page_of(waiting: AuthorizationRequest) -> str:
    """Give the address of the pages of a request, in the language it asks for."""
    with override(language_asked(waiting.parameters.get("ui_locales", ""))):
        return reverse("ministry_services:authorization", args=[waiting.handle])


def refused(request: HttpRequest, refusal: DomainError, pairs: Pairs = ()) -> HttpResponse:
    """Say to the person that nothing can be done here, and to the developer which fault it is: no redirect."""
    context = {"refusal": refusal, "other_language": _other_language(request, pairs)}
    response = render(request, "ministry_services/authorization_refused.html", context, status=400)
    response.headers["Content-Language"] = str(get_language())
    return response


def _other_language(request: HttpRequest, pairs: Pairs) -> dict[str, str]:
    """The same refusal in the other language; this address has none of its own."""
    code, label = ("fr", "Français") if get_language() == "en" else ("en", "English")
    asked = [(name, value) for name, value in pairs if name != "ui_locales"]
    return {"code": code, "label": label, "url": f"{request.path}?{urlencode([*asked, ('ui_locales', code)])}"}
