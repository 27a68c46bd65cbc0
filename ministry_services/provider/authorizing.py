"""The authorization endpoint: what is checked of a request, and the code that answers it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from django.utils import timezone
from oauth2_provider.settings import oauth2_settings
from oauthlib.common import Request

from clicsequr.kernel.statements import insert
from ministry_services.digests import digest_of
from ministry_services.models import AuthorizationCode
from ministry_services.protocol_errors import ProtocolError
from ministry_services.queries.authorization_requests import application_named

_LONGEST_CLIENT_ID: Final = 100


class Authorizing:
    """Part of the validator."""

    def validate_client_id(self, client_id: str, request: Request, *_args: object, **_kwargs: object) -> bool:
        """Find the application, published; one found already is not asked for again."""
        if request.client is None and len(client_id) <= _LONGEST_CLIENT_ID and client_id.isprintable():
            request.client = application_named(client_id)
        client = request.client
        return client is not None and client.client_id == client_id and client.is_usable(request)

    def get_default_redirect_uri(self, *_args: object, **_kwargs: object) -> None:
        """None is taken for granted: the request names its own (OIDC Core §3.1.2.1)."""

    def is_pkce_required(self, *_args: object) -> bool:
        return True

    def validate_response_type(
        self, client_id: str, response_type: str, client: Any, request: Request, *args: object, **kwargs: object
    ) -> bool:
        return response_type == "code"

    def validate_scopes(
        self, client_id: str, scopes: Iterable[str], client: Any, request: Request, *args: object, **kwargs: object
    ) -> bool:
        return set(scopes) <= set(client.scopes)

    # Who is signed in, whether it is the one hinted at and what they agreed to is decided on the resumable page
    # (views/authorization.py): a cross-site POST to the endpoint brings no cookie.
    def validate_silent_login(self, _request: Request) -> bool:
        return True

    def validate_silent_authorization(self, _request: Request) -> bool:
        return True

    def validate_user_match(self, *_args: object) -> bool:
        return True

    def save_authorization_code(
        self, client_id: str, code: dict[str, str], request: Any, *args: object, **kwargs: object
    ) -> None:
        """Keep the hash of the code, and all that its redemption must bring again."""
        # « plain » is what oauthlib supposes where the method is not said (RFC 7636 §4.3): refused before, and here.
        if request.code_challenge_method != "S256":
            raise ProtocolError("invalid_request", "The code_challenge_method is S256.")
        now = timezone.now()
        code_row = AuthorizationCode(
            code=digest_of(code["code"]),
            authorization=request.authorization,
            redirect_uri=request.redirect_uri,
            code_challenge=request.code_challenge,
            code_challenge_method=request.code_challenge_method,
            nonce=request.nonce or "",
            expires=now + timedelta(seconds=oauth2_settings.AUTHORIZATION_CODE_EXPIRE_SECONDS),
            created=now,
            updated=now,
        )
        insert(code_row)
