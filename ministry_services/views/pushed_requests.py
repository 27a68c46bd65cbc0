"""The endpoint of pushed requests (RFC 9126): an application says what it will ask before the browser comes."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from oauthlib.oauth2.rfc6749.errors import OAuth2Error

from clicsequr.kernel.pages import page
from ministry_services.models import AuthorizationRequest
from ministry_services.protocol_errors import ProtocolError
from ministry_services.provider.client_authentication import authenticate
from ministry_services.provider.dpop import proof_of
from ministry_services.provider.program_requests import answer, read_form, refuse
from ministry_services.provider.requests import PUSHED, push_request
from ministry_services.services.authorization_requests import PUSHED_WAITS

# They prove the application and are no part of what it asks.
_PROOFS = {"client_secret", "client_assertion", "client_assertion_type"}


@csrf_exempt
@page(reads=(), writes=("POST",), audience="program")
def pushed_requests(request: HttpRequest) -> HttpResponse:
    try:
        kept = _pushed(request)
    except OAuth2Error as error:
        return refuse(error)
    told = {"request_uri": f"{PUSHED}{kept.handle}", "expires_in": int(PUSHED_WAITS.total_seconds())}
    return answer(told, status=201)


def _pushed(request: HttpRequest) -> AuthorizationRequest:
    now = timezone.now()
    form = read_form(request)
    client = authenticate(request.headers.get("Authorization", ""), form, now=now)
    asked = {name: value for name, value in form.items() if name not in _PROOFS} | _bound_key(request, form)
    asked.setdefault("client_id", client.client_id)
    return push_request(client, pairs=asked.items(), now=now)


def _bound_key(request: HttpRequest, form: dict[str, str]) -> dict[str, str]:
    """A proof sent here binds the code to its key, as `dpop_jkt` does (RFC 9449 §10.1)."""
    header = request.headers.get("DPoP", "")
    if not header:
        return {}
    address = f"{settings.PUBLIC_URL}{reverse('openid:pushed-requests')}"
    thumbprint = proof_of(header, method="POST", address=address, now=timezone.now())
    if form.get("dpop_jkt", thumbprint) != thumbprint:
        raise ProtocolError("invalid_dpop_proof", "The DPoP proof and dpop_jkt name two keys.")
    return {"dpop_jkt": thumbprint}
