"""Clients that nobody here wrote, each behind the same eight verbs."""

from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Registration:
    """What an application knows of itself and of its provider, and nothing more: the rest it discovers."""

    issuer: str
    client_id: str
    redirect_uri: str
    post_logout_redirect_uri: str
    scope: str
    secret: str = ""
    private_key: dict[str, str] | None = None  # a JWK: the application signs instead of giving a secret
    algorithm: str = "RS256"  # of its ID tokens


class OpenIDClient(Protocol):
    def begin(self, **parameters: str) -> str:
        """Give the address to send the browser to."""

    def finish(self, address: str) -> dict[str, Any]:
        """Take the answer at the redirect address; give the claims of the ID token that the library accepted."""

    def userinfo(self) -> dict[str, Any]: ...

    def refresh(self) -> None: ...

    def introspect(self) -> dict[str, Any]: ...

    def revoke(self) -> None: ...

    def logout_address(self) -> str: ...

    def read_logout_token(self, token: str) -> dict[str, Any]:
        """Give the claims of a logout token; an exception of the library refuses it."""
