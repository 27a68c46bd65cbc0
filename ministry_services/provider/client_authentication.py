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
    authorization: str,
    form: Mapping[str, str],
    *,
    now: datetime,
    secret_anywhere: bool = False,
    known: RelyingParty | None = None,
) -> RelyingParty:
    """Give the published application that the Authorization header or the form proves, by its registered method.

    `secret_anywhere` takes a secret in the header from who is registered for the form: a GET has no form.
    `known` is the row of an application just read; it is looked for no more when it is the one that calls.
    Refuses with 401 invalid_client, one answer for every cause; with 429 while it has to wait at this address.
    """
    credentials = credentials_of(authorization, form)
    if known is not None and known.client_id == credentials.client_id and _is_proven(known, credentials, now=now):
        return known
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
    if client is None or not _is_proven(client, credentials, now=now, secret_anywhere=secret_anywhere):
        count_failed_client(client, now=now)
        raise invalid_client()
    return client


def _is_proven(client: RelyingParty, credentials: Credentials, *, now: datetime, secret_anywhere: bool = False) -> bool:
    is_registered = credentials.method == client.authentication
    if secret_anywhere and {client.authentication, credentials.method} <= _SECRETS:
        is_registered = True
    if not is_registered or client.state != RelyingPartyState.PUBLISHED:
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
        self.believe(request, known=None, now=timezone.now())
        return True

    def authenticate_client_id(self, client_id: str, request: Any, *args: Any, **kwargs: Any) -> bool:
        return False

    @staticmethod
    def believe(request: Any, *, known: RelyingParty | None, now: datetime) -> None:
        """Set the application that calls; refuse as `authenticate` does."""
        header = request.headers.get("Authorization", "")
        request.client = authenticate(header, dict(request.decoded_body), known=known, now=now)
        request.client_id = request.client.client_id
