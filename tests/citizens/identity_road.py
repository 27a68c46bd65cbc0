"""Walking an identity check as a browser does: the pages in order, with what each asks."""

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories.persons import NAS
from tests.factories.secrets import ACCESS_CODE, NOTICE_NUMBER
from tests.factories.security_options import make_person


def address(name: str, **kwargs: Any) -> str:
    return reverse(f"citizens:{name}", kwargs=kwargs or None)


def text(response: Any) -> str:
    return response.content.decode()


def signed_in(client: Client, **changes: Any) -> User:
    """Sign in somebody whose identity is not proven."""
    user = make_person(**changes)
    client.force_login(user)
    client.get("/fr/messages/")  # the session's clock is set at the first page
    return user


def hidden(page: Any, name: str) -> str:
    """Give the value of a hidden field of a page."""
    return str(page.content.decode().split(f'name="{name}" value="')[1].split('"')[0])


def send(client: Client, name: str, **typed: str) -> HttpResponse:
    """Open a page of the check, fill it in and send it."""
    page = client.get(address(name))
    assert page.status_code == 200, page
    if 'name="tries_left"' in page.content.decode():
        typed = {"tries_left": hidden(page, "tries_left")} | typed
    return client.post(address(name), {"check": hidden(page, "check"), **typed})


def begin_proof(client: Client, *, target: str = "") -> HttpResponse:
    return client.get(address("proof"), {"next": target} if target else {})


def walk_to_notice(client: Client, *, nas: str = NAS, access_code: str = ACCESS_CODE) -> None:
    """Give the two first numbers."""
    send(client, "identity")
    send(client, "identity-number", nas=nas)
    send(client, "identity-access-code", access_code=access_code)


def prove(client: Client, *, notice_number: str = NOTICE_NUMBER, **numbers: str) -> HttpResponse:
    """Give all three."""
    walk_to_notice(client, **numbers)
    return send(client, "identity-notice", notice_number=notice_number)
