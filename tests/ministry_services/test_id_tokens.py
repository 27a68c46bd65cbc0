"""The ID token: what it says of the sign-in, and that it says no more (OIDC Core §2)."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from joserfc import jws
from joserfc.jwk import KeySet

from ministry_services import signing
from ministry_services.access_policy import Access
from ministry_services.models import Authorization
from ministry_services.provider.id_tokens import id_token_for, left_half_hash
from ministry_services.rules.session_names import told_sid
from ministry_services.states import SigningAlgorithm
from tests.factories.authorizations import make_authorization, make_citizen_client

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 12, 0, 0, 900_000, tzinfo=UTC)
TOKEN = "a" * 43
DETAILS = {"type": "service_access", "enterprise": {"neq": "1140000019"}}
ACTOR = {"sub": "x"}


def opened(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    keys = KeySet.import_key_set({"keys": [dict(key) for key in signing.public_keys(timezone.now())]})
    signed = jws.deserialize_compact(token, keys, algorithms=list(map(str, SigningAlgorithm)))
    return dict(signed.headers()), json.loads(signed.payload)


def told(authorization: Authorization, *, nonce: str = "", access: Access | None = None) -> dict[str, Any]:
    access = access or Access(allowed=True)
    return opened(id_token_for(authorization, nonce=nonce, access_token=TOKEN, access=access, now=NOW))[1]


def test_the_token_says_who_signed_in_when_how_surely_and_for_which_application() -> None:
    authorization = make_authorization()
    client = authorization.relying_party
    assert told(authorization, nonce="n-1") == {
        "iss": settings.PUBLIC_URL,
        "sub": authorization.subject,
        "aud": client.client_id,
        "azp": client.client_id,
        "iat": int(NOW.timestamp()),
        "exp": int(NOW.timestamp()) + 600,
        "auth_time": int(authorization.authenticated_at.timestamp()),
        "nonce": "n-1",
        "acr": authorization.acr,
        "amr": ["pwd"],
        "sid": told_sid(authorization.sid, sector=client.sector),
        "at_hash": left_half_hash(TOKEN),
    }


def test_a_token_without_a_nonce_asked_has_none() -> None:
    assert "nonce" not in told(make_authorization())


def test_it_says_who_acts_for_whom() -> None:
    claims = told(make_authorization(), access=Access(allowed=True, details=DETAILS, actor=ACTOR))
    assert (claims["authorization_details"], claims["act"]) == ([DETAILS], ACTOR)


def test_it_tells_of_the_person_only_what_was_named_for_it() -> None:
    authorization = make_authorization(
        scope="openid profile email", claims={"id_token": {"given_name": None, "sub": None, "acr": None}}
    )
    authorization.user.first_name, authorization.user.email = "Rose", "rose@example.org"
    claims = told(authorization)
    assert claims["given_name"] == "Rose"
    assert not {"email", "name", "family_name", "locale"} & claims.keys()
    assert claims["sub"] == authorization.subject


@pytest.mark.parametrize("algorithm", list(SigningAlgorithm))
def test_it_is_signed_with_the_algorithm_of_the_application(algorithm: str) -> None:
    authorization = make_authorization(make_citizen_client(algorithm=algorithm))
    token = id_token_for(authorization, nonce="", access_token=TOKEN, access=Access(allowed=True), now=NOW)
    header, _claims = opened(token)
    kids = {key["kid"] for key in signing.public_keys(NOW) if key["alg"] == algorithm}
    assert (header["alg"], header["typ"]) == (algorithm, "JWT")
    assert {header["kid"]} == kids


def test_the_hash_of_an_access_token_is_that_of_the_specification() -> None:
    # OIDC Core, appendix A.3.
    assert left_half_hash("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y") == "77QmUPtjPfzWtF2AnpK9RQ"
