"""What is no form of OAuth gets an answer of OAuth: JSON, kept by nobody, and never a fault of ours."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.factories.authorizations import make_authorization, make_citizen_client, make_code
from tests.ministry_services.programs import basic

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"
ENDPOINTS = ["token", "revoke", "pushed-requests"]


def send(name: str, body: bytes | str, *, content_type: str = FORM, query: str = "", **extra: Any) -> HttpResponse:
    return Client().post(reverse(f"openid:{name}") + query, body, content_type=content_type, **extra)


def refused(response: HttpResponse, error: str = "invalid_request", status: int = 400) -> None:
    assert (response.status_code, response.headers["Content-Type"]) == (status, "application/json")
    assert response.json()["error"] == error
    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies


@pytest.mark.parametrize("name", ENDPOINTS)
@pytest.mark.parametrize(
    "body",
    [
        b"grant_type=a&grant_type=b",
        b"token=a&token=a",
        b"resource=a&resource=b",
        b"token=%00",
        b"token\x00=a",
        b"token=\xff",
        b"token=%FF",
        b"&".join(b"a%d=1" % number for number in range(70)),
    ],
)
def test_a_form_that_cannot_be_trusted_is_refused(name: str, body: bytes) -> None:
    refused(send(name, body))


@pytest.mark.parametrize("name", ENDPOINTS)
def test_a_body_of_another_type_is_refused(name: str) -> None:
    refused(send(name, '{"grant_type": "refresh_token"}', content_type="application/json"))
    refused(send(name, "x", content_type="multipart/form-data; boundary=x"))
    refused(send(name, "x", content_type=""))


@pytest.mark.parametrize("name", ENDPOINTS)
def test_a_body_too_large_is_refused(name: str) -> None:
    refused(send(name, b"token=" + b"a" * 70_000), status=413)


@pytest.mark.parametrize("name", ENDPOINTS)
def test_parameters_in_the_address_are_refused(name: str) -> None:
    refused(send(name, b"token=a", query="?client_id=a"))


@pytest.mark.parametrize("name", ENDPOINTS)
@pytest.mark.parametrize("method", ["get", "put", "delete", "head", "options"])
def test_another_method_is_refused(name: str, method: str) -> None:
    response = getattr(Client(), method)(reverse(f"openid:{name}"))
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")


@pytest.mark.parametrize("name", ENDPOINTS)
def test_an_empty_form_is_refused(name: str) -> None:
    response = send(name, b"")
    assert response.status_code in {400, 401}
    assert response.json()["error"] in {"invalid_request", "invalid_client"}


def test_what_is_ours_to_say_cannot_be_said_in_a_form() -> None:
    client = make_citizen_client()
    code = make_code(make_authorization(client))
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    body = (
        f"grant_type=authorization_code&code={code}&redirect_uri=https://rp.example/callback&code_verifier={verifier}"
        "&client=x&user=y&scopes=tout&extra_credentials=z&grant=g&claims=c&response_type=id_token&expires_in=9&scope=tout"
    )
    answer = send("token", body, headers={"Authorization": basic(client)})
    assert answer.status_code == 200
    assert answer.json()["scope"] == "openid profile email"
    assert answer.json()["expires_in"] <= 600
