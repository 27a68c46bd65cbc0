"""A browser that a ministry's application sends here, and what it brings back."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.test import Client
from django.urls import reverse

from ministry_services.models import RelyingParty
from tests.factories.relying_parties import REDIRECT

# RFC 7636, appendix B.
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def asked(relying_party: RelyingParty, **changes: str | None) -> dict[str, str]:
    """Give the parameters of an ordinary request; None takes one away."""
    parameters = {
        "client_id": relying_party.client_id,
        "redirect_uri": REDIRECT,
        "response_type": "code",
        "scope": "openid profile email",
        "state": "état-1",
        "nonce": "n-0S6_WzA2Mj",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        **changes,
    }
    return {name: value for name, value in parameters.items() if value is not None}


def begin(client: Client, relying_party: RelyingParty, **changes: str | None) -> str:
    """Ask, and give the address of the request's page."""
    response = client.get(reverse("openid:authorize"), asked(relying_party, **changes))
    assert response.status_code == 303, response.content.decode()
    address: str = response.headers["Location"]
    return address


def agree(client: Client, page: str) -> Any:
    """Press « Continuer vers le service » on the consent page."""
    shown = client.get(page)
    assert shown.status_code == 200, shown.status_code
    return client.post(page, {"continue": shown.context["mark"]})


def brought_back(response: Any) -> dict[str, str]:
    """Give what the browser brings back to the application."""
    assert response.status_code == 303, response.status_code
    address = response.headers["Location"]
    assert address.startswith(f"{REDIRECT}?"), address
    return dict(parse_qsl(urlsplit(address).query, strict_parsing=True))
