"""Codes become tokens, once; refresh tokens turn; nothing is kept but hashes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.utils import timezone

from accounts.models import JournalEntry, Session, User
from accounts.states import Acr, UserState
from ministry_services.digests import digest_of
from ministry_services.models import AccessToken, Authorization, OnlineService, RefreshToken
from ministry_services.signing import verify_own
from ministry_services.states import ServiceState
from tests.factories.authorizations import (
    CHALLENGE,
    VERIFIER,
    make_authorization,
    make_citizen_client,
    make_code,
    make_tokens,
)
from tests.factories.relying_parties import REDIRECT
from tests.ministry_services.programs import redeem, refresh

pytestmark = pytest.mark.django_db


def tokens_in_tables() -> tuple[int, int]:
    return AccessToken.objects.count(), RefreshToken.objects.count()


def refused(response: HttpResponse, error: str) -> bool:
    return (response.status_code, response.json()["error"]) == (400, error)


def journal(action: str, user: User) -> int:
    return JournalEntry.objects.filter(action=action, subject_type="accounts.User", subject_id=str(user.pk)).count()


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


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": f"{REDIRECT}/"},
        {"redirect_uri": REDIRECT.upper()},
        {"redirect_uri": f"{REDIRECT}?a=b"},
        {"code_verifier": VERIFIER[:-1] + "a"},
        {"code_verifier": CHALLENGE},
        {"code_verifier": "court"},
        {"code_verifier": "é" * 50},
        {"code": "inconnu"},
    ],
)
def test_a_code_is_good_with_its_address_and_verifier_only(changes: dict[str, str]) -> None:
    client = make_citizen_client()
    code = make_code(make_authorization(client))
    assert refused(redeem(client, code, **changes), "invalid_grant")
    assert tokens_in_tables() == (0, 0)
    assert redeem(client, code).status_code == 200


@pytest.mark.parametrize("missing", ["code", "redirect_uri", "code_verifier", "grant_type"])
def test_a_missing_parameter_is_said(missing: str) -> None:
    client = make_citizen_client()
    code = make_code(make_authorization(client))
    assert refused(redeem(client, code, **{missing: None}), "invalid_request")
    assert refused(redeem(client, code, **{missing: ""}), "invalid_request")
    assert tokens_in_tables() == (0, 0)


@pytest.mark.parametrize("grant_type", ["password", "client_credentials", "implicit", "openid", "none"])
def test_no_other_grant_is_given(grant_type: str) -> None:
    client = make_citizen_client()
    code = make_code(make_authorization(client))
    assert refused(redeem(client, code, grant_type=grant_type), "unsupported_grant_type")
    assert tokens_in_tables() == (0, 0)


def test_a_code_lasts_a_minute() -> None:
    client = make_citizen_client()
    code = make_code(make_authorization(client), expires=timezone.now())
    assert refused(redeem(client, code), "invalid_grant")
    assert tokens_in_tables() == (0, 0)


def test_a_code_is_good_for_its_application_only() -> None:
    client, other = make_citizen_client(), make_citizen_client()
    code = make_code(make_authorization(client))
    assert refused(redeem(other, code), "invalid_grant")
    assert redeem(client, code).status_code == 200
    assert refused(redeem(other, code), "invalid_grant")
    assert Authorization.objects.get().ended_at is None


def test_a_code_that_comes_back_ends_all_that_it_gave() -> None:
    client = make_citizen_client()
    authorization = make_authorization(client)
    code = make_code(authorization)
    answer = redeem(client, code).json()
    assert refused(redeem(client, code), "invalid_grant")
    authorization.refresh_from_db()
    assert authorization.ended_at is not None
    assert refused(refresh(client, answer["refresh_token"]), "invalid_grant")
    assert journal("authorization.code_replayed", authorization.user) == 1
    assert refused(redeem(client, code), "invalid_grant")
    assert journal("authorization.code_replayed", authorization.user) == 1


def test_a_refresh_token_that_comes_back_ends_the_authorization() -> None:
    client = make_citizen_client()
    authorization = make_authorization(client)
    first = redeem(client, make_code(authorization)).json()
    second = refresh(client, first["refresh_token"]).json()
    assert refused(refresh(client, first["refresh_token"]), "invalid_grant")
    authorization.refresh_from_db()
    assert authorization.ended_at is not None
    assert refused(refresh(client, second["refresh_token"]), "invalid_grant")
    assert journal("authorization.refresh_token_reused", authorization.user) == 1


def test_a_refresh_token_is_good_for_its_application_only() -> None:
    client, other = make_citizen_client(), make_citizen_client()
    _access_token, refresh_token = make_tokens(make_authorization(client))
    assert refused(refresh(other, refresh_token), "invalid_grant")
    assert refresh(client, refresh_token).status_code == 200


def test_neither_token_is_good_as_the_other() -> None:
    client = make_citizen_client()
    access_token, refresh_token = make_tokens(make_authorization(client))
    assert refused(refresh(client, access_token), "invalid_grant")
    assert refused(redeem(client, refresh_token), "invalid_grant")


def test_the_scope_of_one_token_is_narrowed_and_never_widened() -> None:
    client = make_citizen_client()
    authorization = make_authorization(client)
    _access_token, refresh_token = make_tokens(authorization)
    narrow = refresh(client, refresh_token, scope="openid email").json()
    assert narrow["scope"] == "openid email"
    assert AccessToken.objects.latest("pk").scope == "openid email"
    before = tokens_in_tables()
    assert refused(refresh(client, narrow["refresh_token"], scope="openid phone"), "invalid_scope")
    assert tokens_in_tables() == before
    assert refresh(client, narrow["refresh_token"]).json()["scope"] == authorization.scope


@pytest.mark.parametrize("scope", ["openid " * 500, " openid  openid ", "openid\topenid"])
def test_a_scope_said_twice_is_said_once(scope: str) -> None:
    client = make_citizen_client()
    _access_token, refresh_token = make_tokens(make_authorization(client))
    assert refresh(client, refresh_token, scope=scope).json()["scope"] == "openid"


def test_without_openid_no_id_token_is_given() -> None:
    client = make_citizen_client()
    _access_token, refresh_token = make_tokens(make_authorization(client))
    assert "id_token" not in refresh(client, refresh_token, scope="email").json()


def test_tokens_never_outlive_the_session() -> None:
    client = make_citizen_client()
    authorization = make_authorization(client, ends_at=timezone.now() + timedelta(seconds=90))
    answer = redeem(client, make_code(authorization)).json()
    assert 85 <= answer["expires_in"] <= 90
    assert AccessToken.objects.get().expires == authorization.ends_at
    Authorization.objects.update(ends_at=timezone.now())
    assert refused(refresh(client, answer["refresh_token"]), "invalid_grant")


def sign_out(authorization: Authorization) -> None:
    Session.objects.filter(sid=authorization.sid).delete()


def lock_account(authorization: Authorization) -> None:
    User.objects.filter(pk=authorization.user_id).update(state=UserState.SUSPENDED)


def close_service(authorization: Authorization) -> None:
    OnlineService.objects.filter(pk=authorization.service_id).update(state=ServiceState.CLOSED)


def take_service_away(authorization: Authorization) -> None:
    authorization.relying_party.services.clear()


def ask_for_more(authorization: Authorization) -> None:
    OnlineService.objects.filter(pk=authorization.service_id).update(minimum_acr=Acr.TOTP)


@pytest.mark.parametrize("lose", [sign_out, lock_account, close_service, take_service_away, ask_for_more])
def test_a_right_that_is_gone_ends_the_authorization_at_the_refresh(lose: Callable[[Authorization], None]) -> None:
    client = make_citizen_client()
    authorization = make_authorization(client)
    _access_token, refresh_token = make_tokens(authorization)
    before = tokens_in_tables()
    lose(authorization)
    assert refused(refresh(client, refresh_token), "invalid_grant")
    authorization.refresh_from_db()
    assert authorization.ended_at is not None
    assert tokens_in_tables() == before


def test_a_right_that_is_gone_gives_no_token_for_a_code() -> None:
    client = make_citizen_client()
    authorization = make_authorization(client)
    code = make_code(authorization)
    sign_out(authorization)
    assert refused(redeem(client, code), "invalid_grant")
    assert tokens_in_tables() == (0, 0)


def test_a_refresh_takes_four_statements(django_assert_num_queries: Any) -> None:
    client = make_citizen_client()
    _access_token, refresh_token = make_tokens(make_authorization(client))
    with django_assert_num_queries(4):  # two of them open and close the savepoint of the test
        assert refresh(client, refresh_token).status_code == 200
