"""What a program sends and what it is answered: a form in, JSON out, kept by nobody."""

from collections import Counter
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from django.http import HttpRequest, HttpResponse, JsonResponse
from oauthlib.oauth2.rfc6749.errors import OAuth2Error

from ministry_services.protocol_errors import ProtocolError, invalid_request

LARGEST_FORM = 64 * 1024
MOST_FIELDS = 60
FORM_TYPE = "application/x-www-form-urlencoded"
_KEPT_BY_NOBODY = {"Cache-Control": "no-store", "Pragma": "no-cache"}


def read_form(request: HttpRequest) -> dict[str, str]:
    """Read the form of a POST; a parameter without a value is as if left out (RFC 6749 §3.2).

    Refuses another content type, a parameter given twice, what is not UTF-8, NUL, and a body that no client needs.
    """
    if request.content_type != FORM_TYPE:
        raise invalid_request(f"The content type must be {FORM_TYPE}.")
    if request.META.get("QUERY_STRING"):
        raise invalid_request("Parameters belong in the body.")
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or len(length) > 9 or int(length) > LARGEST_FORM:
        raise ProtocolError("invalid_request", "The body is too large.", status_code=413)
    try:
        pairs = parse_qsl(request.body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError:  # UnicodeDecodeError is one
        raise invalid_request("The form cannot be read.") from None
    if any("\x00" in name or "\x00" in value for name, value in pairs):
        raise invalid_request("NUL is in no parameter.")
    if any(count > 1 for count in Counter(name for name, _value in pairs).values()):
        raise invalid_request("A parameter is given twice.")
    return {name: value for name, value in pairs if value}


def answer(data: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> JsonResponse:
    """RFC 6749 §5.1: what holds a token is kept by no cache."""
    return JsonResponse(data, status=status, headers={**_KEPT_BY_NOBODY, **(headers or {})})


def answer_json(body: str, *, status: int, headers: Mapping[str, str]) -> HttpResponse:
    """Give what the engine wrote."""
    content_type = {"Content-Type": "application/json"} if body else {}
    return HttpResponse(body, status=status, headers={**_KEPT_BY_NOBODY, **content_type, **headers})


def refuse(error: OAuth2Error) -> JsonResponse:
    return answer(dict(error.twotuples), status=error.status_code, headers=error.headers)
