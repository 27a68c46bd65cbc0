"""What a request to sign out asks for (OpenID Connect RP-Initiated Logout 1.0 §2). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

LONGEST = {"id_token_hint": 8_000, "client_id": 100, "post_logout_redirect_uri": 500, "state": 1_000, "ui_locales": 200}


@dataclass(frozen=True)
class Hint:
    """What an ID token of ours says of a sign-in; empty where none was given."""

    client_id: str = ""
    subject: str = ""
    sid: str = ""


def hint_in(claims: Mapping[str, Any]) -> Hint | None:
    """Read the claims of an ID token of ours, however old; nothing when one that we always write is missing."""
    audience = claims.get("aud")
    if isinstance(audience, list):
        audience = audience[0] if len(audience) == 1 else None
    parts = [part for part in (audience, claims.get("sub"), claims.get("sid")) if isinstance(part, str) and part]
    return Hint(*parts) if len(parts) == 3 else None


def is_readable(asked: Mapping[str, list[str]]) -> bool:
    """Say whether each parameter we read came once and is of a length we take."""
    return all(
        len(values) == 1 and len(values[0]) <= LONGEST[name] and values[0].isprintable()
        for name, values in asked.items()
        if name in LONGEST
    )


def return_address(registered: str, state: str) -> str:
    """Add the state to a registered address; its own query stays as it was registered (§3)."""
    if not state:
        return registered
    joint = "?" if "?" not in registered else "" if registered.endswith(("?", "&")) else "&"
    return f"{registered}{joint}{urlencode({'state': state})}"
