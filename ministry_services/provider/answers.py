"""The address that brings an answer back to the application (RFC 6749 §4.1.2, RFC 9207)."""

from urllib.parse import urlencode

from django.conf import settings


def answer_address(redirect_uri: str, **answer: str | None) -> str:
    """Add an answer and our name to a redirect address; its own query stays as it was registered."""
    said = {name: value for name, value in answer.items() if value} | {"iss": settings.PUBLIC_URL}
    joint = "?" if "?" not in redirect_uri else "" if redirect_uri.endswith(("?", "&")) else "&"
    return f"{redirect_uri}{joint}{urlencode(said)}"
