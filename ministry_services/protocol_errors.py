"""Refusals that programs read: an error code of OAuth, a sentence for the developer, in English and in ASCII."""

from collections.abc import Mapping

from oauthlib.oauth2.rfc6749.errors import OAuth2Error


class ProtocolError(OAuth2Error):
    """Known to the engine, so that it may be raised from inside its flows as from our own functions.

    `description` never repeats what came in: it may end in a log.
    """

    def __init__(
        self, error: str, description: str = "", *, status_code: int = 400, headers: Mapping[str, str] | None = None
    ) -> None:
        self.error = error
        self.own_headers = dict(headers or {})
        super().__init__(description=description, status_code=status_code)

    @property
    def headers(self) -> dict[str, str]:
        return self.own_headers


def invalid_client(description: str = "The client could not be authenticated.") -> ProtocolError:
    """RFC 6749 §5.2: 401, with the scheme a client may use in the Authorization header."""
    headers = {"WWW-Authenticate": 'Basic realm="clicsequr", charset="UTF-8"'}
    return ProtocolError("invalid_client", description, status_code=401, headers=headers)


def invalid_grant(description: str = "The code or the refresh token is not valid.") -> ProtocolError:
    return ProtocolError("invalid_grant", description)


def invalid_request(description: str) -> ProtocolError:
    return ProtocolError("invalid_request", description)
