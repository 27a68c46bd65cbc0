"""The token endpoint and the revocation endpoint: programs only."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from oauthlib.oauth2.rfc6749.errors import OAuth2Error

from clicsequr.kernel.pages import page
from ministry_services.provider.program_requests import answer_json, refuse
from ministry_services.provider.token_engine import token_engine


# A refusal is an answer and not an exception: what it ended (a code replayed, a right gone) is committed.
@csrf_exempt
@page(reads=(), writes=("POST",), audience="program")
def token(request: HttpRequest) -> HttpResponse:
    try:
        headers, body, status = token_engine().answer_token(request)
    except OAuth2Error as error:
        return refuse(error)
    return answer_json(body, status=status, headers=headers)


@csrf_exempt
@page(reads=(), writes=("POST",), audience="program")
def revoke(request: HttpRequest) -> HttpResponse:
    try:
        headers, body, status = token_engine().answer_revocation(request)
    except OAuth2Error as error:
        return refuse(error)
    return answer_json(body, status=status, headers=headers)
