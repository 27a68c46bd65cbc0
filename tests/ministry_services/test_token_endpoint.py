"""Codes become tokens, once; refresh tokens turn; nothing is kept but hashes."""

from typing import Any

import pytest

from ministry_services.digests import digest_of
from ministry_services.models import AccessToken, RefreshToken
from ministry_services.signing import verify_own
from tests.factories.authorizations import make_authorization, make_citizen_client, make_code
from tests.ministry_services.programs import redeem, refresh

pytestmark = pytest.mark.django_db


def tokens_in_tables() -> tuple[int, int]:
    return AccessToken.objects.count(), RefreshToken.objects.count()


def test_a_code_becomes_tokens() -> None:
    client = make_citizen_client()
    authorization = make_authorization(client)
    response = redeem(client, make_code(authorization))
    answer: dict[str, Any] = response.json()
    assert response.status_code == 200
    assert sorted(answer) == ["access_token", "expires_in", "id_token", "refresh_token", "scope", "token_type"]
    assert (answer["token_type"], answer["scope"]) == ("Bearer", "openid profile email")
    assert 595 <= answer["expires_in"] <= 600
    assert response.headers["Cache-Control"] == "no-store"
    claims = verify_own(answer["id_token"])
    assert claims is not None
    assert (claims["nonce"], claims["sub"], claims["aud"]) == ("n-0S6", authorization.subject, client.client_id)


def test_only_hashes_are_kept() -> None:
    client = make_citizen_client()
    authorization = make_authorization(client)
    answer = redeem(client, make_code(authorization)).json()
    token = AccessToken.objects.get(authorization=authorization)
    assert (token.token_checksum, token.scope) == (digest_of(answer["access_token"]), "openid profile email")
    kept = RefreshToken.objects.get(authorization=authorization)
    assert (kept.token_checksum, kept.spent_at) == (digest_of(answer["refresh_token"]), None)


def test_a_refresh_token_turns() -> None:
    client = make_citizen_client()
    authorization = make_authorization(client)
    first = redeem(client, make_code(authorization)).json()
    response = refresh(client, first["refresh_token"])
    second = response.json()
    assert response.status_code == 200
    assert {first["access_token"], first["refresh_token"]}.isdisjoint([second["access_token"], second["refresh_token"]])
    claims = verify_own(second["id_token"])
    assert claims is not None
    assert "nonce" not in claims
    assert refresh(client, second["refresh_token"]).status_code == 200
