"""What a client brings to prove itself: one method, and one only (RFC 6749 §2.3)."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote_plus

from ministry_services.protocol_errors import invalid_client, invalid_request
from ministry_services.provider.signed_statements import SignedStatement, Unsound, read_statement
from ministry_services.states import ClientAuthentication

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass(frozen=True)
class Credentials:
    """Nothing of it is proven yet; `secret` and `statement` are kept out of any text."""

    method: ClientAuthentication
    client_id: str
    secret: str = field(default="", repr=False)
    statement: SignedStatement | None = field(default=None, repr=False)


def credentials_of(authorization: str, form: Mapping[str, str]) -> Credentials:
    """Read the one method used; refuse none, two at once, and a client named in two ways."""
    has_assertion = "client_assertion" in form or "client_assertion_type" in form
    if bool(authorization) + ("client_secret" in form) + has_assertion > 1:
        raise invalid_request("A client authenticates in one way only.")
    if authorization:
        credentials = _basic(authorization)
    elif has_assertion:
        credentials = _assertion(form)
    elif "client_secret" in form:
        name = form.get("client_id", "")
        credentials = Credentials(ClientAuthentication.SECRET_POST, name, secret=form["client_secret"])
    else:
        raise invalid_client("No client authentication was sent.")
    if form.get("client_id", credentials.client_id) != credentials.client_id:
        raise invalid_request("The client is named in two ways.")
    return credentials


def _basic(header: str) -> Credentials:
    scheme, _space, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        raise invalid_client("The Authorization header must use Basic.")
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        raise invalid_client("The Authorization header cannot be read.") from None
    name, colon, secret = text.partition(":")
    if not colon or "\x00" in text:
        raise invalid_client("The Authorization header cannot be read.")
    # Each half is form-encoded before they are put together (RFC 6749 §2.3.1).
    name, secret = unquote_plus(name), unquote_plus(secret)
    if "\x00" in name:
        raise invalid_client("The Authorization header cannot be read.")
    return Credentials(ClientAuthentication.SECRET_BASIC, name, secret=secret)


def _assertion(form: Mapping[str, str]) -> Credentials:
    if form.get("client_assertion_type") != ASSERTION_TYPE or "client_assertion" not in form:
        raise invalid_client("The client assertion must be a signed JWT (RFC 7523).")
    try:
        statement = read_statement(form["client_assertion"])
        name = statement.text("sub")
    except Unsound:
        raise invalid_client("The client assertion cannot be read.") from None
    return Credentials(ClientAuthentication.PRIVATE_KEY, name, statement=statement)
