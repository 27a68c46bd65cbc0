"""The live check: ALLOWED or DISALLOWED, now, and no reason (architecture.md §5)."""

from urllib.parse import parse_qsl

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from clicsequr.kernel.pages import page
from ministry_services.api_description import api_description
from ministry_services.models import RelyingParty
from ministry_services.protocol_errors import ProtocolError, invalid_request
from ministry_services.provider.client_authentication import authenticate
from ministry_services.provider.client_credentials import ASSERTION_TYPE
from ministry_services.provider.program_requests import answer, refuse
from ministry_services.queries.access_checks import service_of
from ministry_services.rules.access_checks import Question, question_in
from ministry_services.services.access_checks import count_access_check, may_enter_now


# Each call is counted, whatever its method.
@page(reads=(), writes=("GET",), atomic=False)
def access(request: HttpRequest) -> HttpResponse:
    """Answer the application of a ministry about a person of its sector and a service of its own."""
    now = timezone.now()
    try:
        client = _caller(request)
        count_access_check(client, now=now)
        asked = _question(request)
    except ProtocolError as error:
        return refuse(error)
    service = service_of(client, slug=asked.service)
    if service is None:
        return refuse(ProtocolError("unauthorized_client", "The service is not one of yours.", status_code=403))
    allowed = may_enter_now(client, service=service, subject=asked.subject, enterprise=asked.enterprise, now=now)
    return answer({"decision": "ALLOWED" if allowed else "DISALLOWED"})


@page(writes=())
def description(request: HttpRequest) -> HttpResponse:
    """Describe the live check for programs (OpenAPI 3.1)."""
    return JsonResponse(api_description(), headers={"Cache-Control": "public, max-age=600"})


def _caller(request: HttpRequest) -> RelyingParty:
    """Authenticate by the header alone: a secret by Basic, an assertion (RFC 7523) as a Bearer."""
    header = request.META.get("HTTP_AUTHORIZATION", "")
    scheme, _space, assertion = header.partition(" ")
    form = {}
    if scheme.lower() == "bearer":
        header, form = "", {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion}
    return authenticate(header, form, now=timezone.now(), secret_anywhere=True)


def _question(request: HttpRequest) -> Question:
    try:
        pairs = parse_qsl(request.META.get("QUERY_STRING", ""), keep_blank_values=True, max_num_fields=10)
    except ValueError:
        pairs = []
    if (asked := question_in(pairs)) is None:
        raise invalid_request("Name sub and service, and an enterprise by its NEQ where one is concerned, once each.")
    return asked
