"""An application pushes what it will ask, and gets a handle for one visit of a browser (RFC 9126)."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ministry_services.models import AuthorizationRequest, RelyingParty
from tests.factories.authorizations import make_citizen_client
from tests.ministry_services.authorizing import asked
from tests.ministry_services.programs import basic, dpop_proof, new_key, post

pytestmark = pytest.mark.django_db

PREFIX = "urn:ietf:params:oauth:request_uri:"


def push(client: RelyingParty, *, proof: str = "", **changes: Any) -> HttpResponse:
    return post("pushed-requests", asked(client, **changes), authorization=basic(client), proof=proof)


def visit(client: RelyingParty, request_uri: str) -> HttpResponse:
    return Client().get(reverse("openid:authorize"), {"client_id": client.client_id, "request_uri": request_uri})


def test_a_pushed_request_gets_a_handle_for_one_visit() -> None:
    client = make_citizen_client(requires_pushed_requests=True)
    response = push(client)
    answer = response.json()
    assert (response.status_code, answer["expires_in"]) == (201, 90)
    assert answer["request_uri"].startswith(PREFIX)
    assert response.headers["Cache-Control"] == "no-store"
    assert visit(client, answer["request_uri"]).status_code == 303
    assert visit(client, answer["request_uri"]).status_code == 400


def test_a_handle_is_good_for_90_seconds() -> None:
    client = make_citizen_client()
    uri = push(client).json()["request_uri"]
    AuthorizationRequest.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert visit(client, uri).status_code == 400


def test_a_handle_is_of_one_application() -> None:
    client, other = make_citizen_client(), make_citizen_client()
    assert visit(other, push(client).json()["request_uri"]).status_code == 400


def test_an_application_that_pushes_cannot_ask_by_the_browser() -> None:
    client = make_citizen_client(requires_pushed_requests=True)
    response = Client().get(reverse("openid:authorize"), asked(client))
    assert response.status_code == 303
    assert "error=invalid_request" in response.headers["Location"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"request_uri": f"{PREFIX}x"}, "invalid_request"),
        ({"redirect_uri": "https://autre.example/"}, "invalid_request"),
        ({"redirect_uri": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"scope": "openid tout"}, "invalid_scope"),
        ({"client_id": "autre"}, "invalid_request"),
        ({"prompt": "none login"}, "invalid_request"),
    ],
)
def test_a_request_is_refused_as_the_authorization_endpoint_would(changes: dict[str, Any], error: str) -> None:
    client = make_citizen_client()
    response = push(client, **changes)
    assert (response.status_code, response.json()["error"]) == (400, error)
    assert not AuthorizationRequest.objects.exists()


def test_nobody_pushes_without_a_proof() -> None:
    client = make_citizen_client()
    response = post("pushed-requests", asked(client))
    assert (response.status_code, response.json()["error"]) == (401, "invalid_client")


def test_the_proof_of_the_application_is_not_kept() -> None:
    client = make_citizen_client(authentication="client_secret_post")
    form = asked(client) | {"client_secret": client.secret}
    assert post("pushed-requests", form).status_code == 201
    assert client.secret not in str(AuthorizationRequest.objects.get().parameters)


def test_a_dpop_proof_binds_the_code_to_its_key() -> None:
    client, key = make_citizen_client(), new_key()
    assert push(client, proof=dpop_proof(key, "pushed-requests")).status_code == 201
    assert AuthorizationRequest.objects.get().parameters["dpop_jkt"] == key.thumbprint()


def test_a_dpop_proof_and_another_named_key_are_refused() -> None:
    client, key = make_citizen_client(), new_key()
    response = push(client, proof=dpop_proof(key, "pushed-requests"), dpop_jkt=new_key().thumbprint())
    assert (response.status_code, response.json()["error"]) == (400, "invalid_dpop_proof")
