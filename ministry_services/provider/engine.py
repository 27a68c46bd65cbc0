"""The engine of the protocol: oauthlib's flows, asked with parameters wherever they come from.

The same checks are made of what a browser brings, of what an application pushes (RFC 9126), and once more of what was
kept when its code is made.
"""

from collections.abc import Iterable
from functools import cache
from urllib.parse import urlencode

from oauth2_provider.oauth2_backends import OAuthLibCore
from oauth2_provider.settings import oauth2_settings

from ministry_services.models import Authorization, AuthorizationRequest, RelyingParty

Pairs = Iterable[tuple[str, str]]


class Engine(OAuthLibCore):
    """django-oauth-toolkit's core. It keeps nothing of a request, so one serves the whole process."""

    def check(self, pairs: Pairs) -> RelyingParty:
        """Give the application that asks.

        Raises FatalClientError when it or its redirect address is not known good, OAuth2Error for any other fault.
        """
        _scopes, found = self.server.validate_authorization_request(_as_address(pairs))
        client: RelyingParty = found["request"].client
        return client

    def code_address(self, waiting: AuthorizationRequest, *, authorization: Authorization) -> str:
        """Write the code of an authorization and give the address that brings it; raises as `check` does."""
        headers, _body, _status = self.server.create_authorization_response(
            _as_address(waiting.parameters.items()),
            scopes=authorization.scope.split(),
            credentials={"client": waiting.relying_party, "authorization": authorization},
        )
        address: str = headers["Location"]
        return address


@cache
def engine() -> Engine:
    found: Engine = oauth2_settings.OAUTH2_BACKEND_CLASS()
    return found


def _as_address(pairs: Pairs) -> str:
    return f"/?{urlencode(list(pairs))}"
