"""An application gives its own tokens back (RFC 7009)."""

import pytest
from django.http import HttpResponse

from accounts.models import JournalEntry
from ministry_services.models import AccessToken, Authorization, RelyingParty
from tests.factories.authorizations import make_authorization, make_citizen_client, make_tokens
from tests.ministry_services.programs import basic, post, refresh

pytestmark = pytest.mark.django_db


def revoke(client: RelyingParty, token: str, **more: str) -> HttpResponse:
    return post("revoke", {"token": token, **more}, authorization=basic(client))


def is_ended(authorization: Authorization) -> bool:
    return Authorization.objects.get(pk=authorization.pk).ended_at is not None


def test_a_refresh_token_given_back_ends_the_authorization() -> None:
    client = make_citizen_client()
    authorization = make_authorization(client)
    _access_token, refresh_token = make_tokens(authorization)
    response = revoke(client, refresh_token)
    assert (response.status_code, response.content) == (200, b"")
    assert is_ended(authorization)
    assert refresh(client, refresh_token).json()["error"] == "invalid_grant"
    told = JournalEntry.objects.get(action="authorization.ended")
    assert (told.reason, told.actor_label) == ("authorization.revoked", client.name)


@pytest.mark.parametrize("hint", ["access_token", "refresh_token", "autre"])
def test_an_access_token_given_back_is_gone_and_the_rest_stands(hint: str) -> None:
    client = make_citizen_client()
    authorization = make_authorization(client)
    access_token, refresh_token = make_tokens(authorization)
    assert revoke(client, access_token, token_type_hint=hint).status_code == 200
    assert not AccessToken.objects.exists()
    assert not is_ended(authorization)
    assert refresh(client, refresh_token).status_code == 200


def test_tokens_of_another_application_are_left_alone() -> None:
    client, other = make_citizen_client(), make_citizen_client()
    authorization = make_authorization(client)
    for token in make_tokens(authorization):
        assert revoke(other, token).status_code == 200
    assert AccessToken.objects.count() == 1
    assert not is_ended(authorization)


def test_a_token_of_nobody_is_no_error() -> None:
    client = make_citizen_client()
    for token in ("inconnu", "é" * 300):
        response = revoke(client, token)
        assert (response.status_code, response.content) == (200, b"")


def test_a_token_given_back_twice_is_told_once() -> None:
    client = make_citizen_client()
    _access_token, refresh_token = make_tokens(make_authorization(client))
    assert [revoke(client, refresh_token).status_code for _time in range(2)] == [200, 200]
    assert JournalEntry.objects.filter(action="authorization.ended").count() == 1


def test_nothing_is_given_back_without_a_proof() -> None:
    client = make_citizen_client()
    authorization = make_authorization(client)
    _access_token, refresh_token = make_tokens(authorization)
    response = post("revoke", {"token": refresh_token, "client_id": client.client_id})
    assert (response.status_code, response.json()["error"]) == (401, "invalid_client")
    assert not is_ended(authorization)


def test_a_missing_token_is_said() -> None:
    response = post("revoke", {"token_type_hint": "access_token"}, authorization=basic(make_citizen_client()))
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("grant_type", ["authorization_code", "refresh_token"])
def test_what_belongs_to_the_token_endpoint_is_ignored(grant_type: str) -> None:
    client = make_citizen_client()
    assert revoke(client, "inconnu", grant_type=grant_type).status_code == 200
    assert revoke(client, "inconnu", grant_type=grant_type, code="x", refresh_token="y").status_code == 200
