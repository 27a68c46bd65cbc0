"""Walking an identity check as a browser does: the pages in order, with what each asks."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import User
from citizens.identity_check import COOKIE, CheckPurpose, begin_check
from tests.factories.persons import NAS
from tests.factories.secrets import ACCESS_CODE, NOTICE_NUMBER
from tests.factories.security_options import make_person

WRONG_NOTICE = "ZQ4419K7XW3"
# What the person of `make_registered_person` says at D-01.
DETAILS = {
    "first_name": "Marie-Ève",
    "last_name": "O'Neil",
    "date_of_birth_day": "12",
    "date_of_birth_month": "4",
    "date_of_birth_year": "1979",
    "postal_code": "G1R 5V7",
}


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


def begin(client: Client, purpose: CheckPurpose, *, subject: str = "draft", **options: Any) -> HttpResponse:
    """Begin a check as the page of another journey does, in the session of this browser."""
    request = RequestFactory().get("/")
    request.session, request.user = client.session, AnonymousUser()
    response = begin_check(request, purpose=purpose, subject=subject, **options)
    request.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key
    client.cookies[COOKIE.name] = response.cookies[COOKIE.name].value
    return response


def begin_proof(client: Client, *, target: str = "") -> HttpResponse:
    return client.get(address("proof"), {"next": target} if target else {})


def hidden(page: Any, name: str) -> str:
    """Give the value of a hidden field of a page."""
    return str(page.content.decode().split(f'name="{name}" value="')[1].split('"')[0])


def filled(client: Client, name: str, **typed: str) -> dict[str, str]:
    """Open a page of the check and give what its form would send."""
    page = client.get(address(name))
    assert page.status_code == 200, (name, page.status_code, page.headers.get("Location"))
    tries = {"tries_left": hidden(page, "tries_left")} if 'name="tries_left"' in text(page) else {}
    return {"check": hidden(page, "check"), **tries, **typed}


def send(client: Client, name: str, **typed: str) -> HttpResponse:
    """Open a page of the check, fill it in and send it."""
    return client.post(address(name), filled(client, name, **typed))


def walk_to_notice(client: Client, *, nas: str = NAS, access_code: str = ACCESS_CODE) -> None:
    """Give the two first numbers."""
    send(client, "identity")
    send(client, "identity-number", nas=nas)
    send(client, "identity-access-code", access_code=access_code)


def prove(client: Client, *, notice_number: str = NOTICE_NUMBER, **numbers: str) -> HttpResponse:
    """Give all three."""
    walk_to_notice(client, **numbers)
    return send(client, "identity-notice", notice_number=notice_number)
