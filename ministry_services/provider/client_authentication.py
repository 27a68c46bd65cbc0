"""How an application proves itself: a secret, or an assertion signed with its key (OIDC Core §9)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from clicsequr.kernel.errors import Throttled
from ministry_services.models import RelyingParty
from ministry_services.protocol_errors import ProtocolError, invalid_client
from ministry_services.provider.client_assertions import check_assertion
from ministry_services.provider.client_credentials import Credentials, credentials_of
from ministry_services.provider.signed_statements import Unsound
from ministry_services.rules.client_secrets import is_current_secret
from ministry_services.services.client_attempts import client_that_calls, count_failed_client
from ministry_services.states import ClientAuthentication as ClientMethod
from ministry_services.states import RelyingPartyState

_SECRETS = {ClientMethod.SECRET_BASIC, ClientMethod.SECRET_POST}


def authenticate(
    authorization: str, form: Mapping[str, str], *, now: datetime, secret_anywhere: bool = False
) -> RelyingParty:
    """Give the published application that the Authorization header or the form proves, by its registered method.

    `secret_anywhere` takes a secret in the header from who is registered for the form: a GET has no form.
    Refuses with 401 invalid_client, one answer for every cause; with 429 while it has to wait at this address.
    """
    credentials = credentials_of(authorization, form)
    try:
        client = client_that_calls(credentials.client_id, now=now)
    except Throttled as wait:
        seconds = max(1, int((wait.retry_at - now).total_seconds()))
        raise ProtocolError(
            "temporarily_unavailable",
            "Too many failed authentications from this address.",
            status_code=429,
            headers={"Retry-After": str(seconds)},
        ) from None
    methods = {client.authentication} if client else set()
    if secret_anywhere and methods & _SECRETS:
        methods = _SECRETS
    if client is None or credentials.method not in methods or not _is_proven(client, credentials, now=now):
        count_failed_client(client, now=now)
        raise invalid_client()
    return client


def _is_proven(client: RelyingParty, credentials: Credentials, *, now: datetime) -> bool:
    if client.state != RelyingPartyState.PUBLISHED:
        return False
    if credentials.statement is None:
        return is_current_secret(
            credentials.secret,
            digest=client.client_secret,
            former_digest=client.former_secret,
            former_until=client.former_secret_until,
            now=now,
        )
    try:
        check_assertion(credentials.statement, client, now=now)
    except Unsound:
        return False
    return True


class ClientAuthentication:
    """Part of the validator. Every application is confidential: there is no client without a proof."""

    def client_authentication_required(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        return True

    def authenticate_client(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        header = request.headers.get("Authorization", "")
        request.client = authenticate(header, dict(request.decoded_body), now=timezone.now())
        request.client_id = request.client.client_id
        return True

    def authenticate_client_id(self, client_id: str, request: Any, *args: Any, **kwargs: Any) -> bool:
        return False
