"""How a request to sign in comes: brought by a browser, or pushed by the application before (RFC 9126)."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from oauthlib.oauth2.rfc6749 import errors

from clicsequr.kernel.errors import DomainError
from ministry_services.models import AuthorizationRequest, OnlineService, RelyingParty
from ministry_services.protocol_errors import ProtocolError
from ministry_services.provider.answers import answer_address
from ministry_services.provider.engine import Pairs, engine
from ministry_services.queries.authorization_requests import service_of
from ministry_services.rules.asked import HINTED_SUBJECT, Asked, asked_in
from ministry_services.rules.authorization_requests import KEPT, LONGEST_REQUEST, state_to_return
from ministry_services.services.authorization_requests import bring_pushed_request, keep_request
from ministry_services.signing import verify_own

PUSHED = "urn:ietf:params:oauth:request_uri:"


class UnknownApplication(DomainError):
    code = "authorization.unknown_application"
    message = _(
        "Le site qui vous envoie ici n’est pas inscrit à clicSÉQUR, ou son inscription est suspendue. "
        "Revenez au site du ministère ou de l’organisme et dites-lui ce qui est arrivé."
    )


class RedirectRefused(DomainError):
    code = "authorization.redirect_refused"
    message = _(
        "L’adresse où vous deviez revenir n’est pas une de celles que le service a fait inscrire. Par prudence, "
        "nous ne vous y envoyons pas. Revenez au site du ministère ou de l’organisme et dites-lui ce qui est arrivé."
    )


class RequestRefused(DomainError):
    code = "authorization.request_refused"
    message = _(
        "La demande que le service nous envoie n’est pas bien formée. "
        "Revenez au site du ministère ou de l’organisme et dites-lui ce qui est arrivé."
    )


class Answered(Exception):
    """The fault goes back to the application, at its own address; `address` brings it."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__()


def receive_request(pairs: Pairs, *, now: datetime) -> AuthorizationRequest:
    """Keep what a browser brings; refuse it with a page, or with an answer to an application known good (Answered)."""
    said = [(name, value) for name, value in pairs if value]  # RFC 6749 §3.1: no value is no parameter
    if sum(len(name.encode()) + len(value.encode()) for name, value in said) > LONGEST_REQUEST:
        raise RequestRefused
    parameters = dict(said)
    if parameters.get("request_uri", "").startswith(PUSHED):
        return _brought(parameters, now=now)
    try:
        relying_party, kept, service = _checked(said)
        if relying_party.requires_pushed_requests:
            raise ProtocolError("invalid_request", "This application pushes its requests (RFC 9126).")
    except errors.FatalClientError as fault:
        raise _page_for(fault) from fault
    except errors.OAuth2Error as fault:
        raise Answered(fault_address(parameters, fault)) from fault
    return keep_request(relying_party, service=service, parameters=kept, now=now)


def push_request(relying_party: RelyingParty, *, pairs: Pairs, now: datetime) -> AuthorizationRequest:
    """Keep what an authenticated application pushes; refuse as the authorization endpoint would (OAuth2Error)."""
    said = [(name, value) for name, value in pairs if value]
    parameters = dict(said)
    if "request_uri" in parameters:
        raise ProtocolError("invalid_request", "A pushed request has no request_uri.")
    if sum(len(name.encode()) + len(value.encode()) for name, value in said) > LONGEST_REQUEST:
        raise ProtocolError("invalid_request", "The request is too long.", status_code=413)
    asking, kept, service = _checked(said)
    if asking.pk != relying_party.pk:
        raise ProtocolError("invalid_request", "The client_id is another application's.")
    return keep_request(relying_party, service=service, parameters=kept, now=now, is_pushed=True)


def recheck(waiting: AuthorizationRequest, *, is_served: bool = True) -> None:
    """Refuse a kept request whose application was suspended since, or lost the address or the service.

    The engine sees to the rest when the code is made.
    """
    relying_party = waiting.relying_party
    if not (is_served and relying_party.is_usable(None)):
        raise UnknownApplication
    if not relying_party.redirect_uri_allowed(waiting.parameters["redirect_uri"]):
        raise RedirectRefused


def fault_address(parameters: Mapping[str, str], fault: errors.OAuth2Error) -> str:
    """Give the address that brings a fault to an application whose redirect address is known good."""
    return answer_address(
        parameters["redirect_uri"],
        error=fault.error,
        error_description=fault.description,
        state=state_to_return(parameters),
    )


def _brought(parameters: Mapping[str, str], *, now: datetime) -> AuthorizationRequest:
    """Only what was pushed counts; what stands beside the handle is ignored (RFC 9126 §4, RFC 9101 §6.3)."""
    handle = parameters["request_uri"].removeprefix(PUSHED)
    client_id = parameters.get("client_id", "")
    if not (handle.isascii() and handle.isprintable() and client_id):
        raise RequestRefused
    waiting = bring_pushed_request(handle, client_id=client_id, now=now)
    recheck(waiting)
    return waiting


def _checked(said: list[tuple[str, str]]) -> tuple[RelyingParty, dict[str, str], OnlineService]:
    relying_party = engine().check(said)
    kept = {name: value for name, value in said if name in KEPT}
    kept |= _hinted_subject(dict(said).get("id_token_hint"), client_id=relying_party.client_id)
    return relying_party, kept, _service(relying_party, asked_in(kept))


def _hinted_subject(hint: str | None, *, client_id: str) -> dict[str, str]:
    """Give the person that an ID token of ours, given to this application, names (OIDC Core §3.1.2.1)."""
    if hint is None:
        return {}
    claims = verify_own(hint) or {}
    audience = claims.get("aud", [])
    if client_id not in (audience if isinstance(audience, list) else [audience]):
        raise ProtocolError("invalid_request", "The id_token_hint is not a token that this application was given.")
    return {HINTED_SUBJECT: str(claims.get("sub", ""))}


def _service(relying_party: RelyingParty, asked: Asked) -> OnlineService:
    service = service_of(relying_party, asked.service)
    if service is None and asked.service:
        raise ProtocolError("invalid_authorization_details", "The service is not one of this application.")
    if service is None:
        raise ProtocolError("invalid_request", "The authorization_details name one of the services (RFC 9396).")
    if asked.enterprise and service.portal != "E":
        raise ProtocolError("invalid_authorization_details", "The service is not one for enterprises.")
    return service


def _page_for(fault: errors.FatalClientError) -> DomainError:
    if isinstance(fault, (errors.MissingClientIdError, errors.InvalidClientIdError)):
        return UnknownApplication()
    addresses = (errors.MissingRedirectURIError, errors.InvalidRedirectURIError, errors.MismatchingRedirectURIError)
    return RedirectRefused() if isinstance(fault, addresses) else RequestRefused()
