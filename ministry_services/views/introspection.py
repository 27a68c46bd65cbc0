"""Is this token good now, and for what (RFC 7662)."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from clicsequr.kernel.pages import page
from ministry_services.protocol_errors import ProtocolError, invalid_request
from ministry_services.provider.client_authentication import authenticate
from ministry_services.provider.introspecting import introspected
from ministry_services.provider.program_requests import answer, read_form, refuse


@page(reads=(), writes=("POST",), atomic=False)
def introspection(request: HttpRequest) -> HttpResponse:
    """Answer an authenticated client."""
    now = timezone.now()
    try:
        form = read_form(request)
        client = authenticate(request.META.get("HTTP_AUTHORIZATION", ""), form, now=now)
        if "token" not in form:
            raise invalid_request("There is no token.")
    except ProtocolError as error:
        return refuse(error)
    return answer(introspected(form["token"], hint=form.get("token_type_hint", ""), client=client, now=now))
