"""Discovery and keys: everybody reads the same, nothing is said that is not so, and a cache may keep it."""

import json
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from joserfc import jws
from joserfc.jwk import KeySet

from accounts.actors import SYSTEM
from accounts.states import Acr
from ministry_services import signing
from ministry_services.provider.signed_statements import ALGORITHMS
from ministry_services.rules.authorization_requests import PROMPTS
from ministry_services.services.signing_keys import SHOWN_BEFORE_IT_SIGNS, rotate_signing_keys
from ministry_services.states import ClientAuthentication, Scope, SigningAlgorithm
from ministry_services.urls_provider import urlpatterns

DISCOVERY, METADATA, KEYS = (
    "/.well-known/openid-configuration",
    "/.well-known/oauth-authorization-server",
    "/openid/keys",
)
ENDPOINTS = {
    "authorization_endpoint": "authorize",
    "token_endpoint": "token",
    "userinfo_endpoint": "userinfo",
    "jwks_uri": "keys",
    "introspection_endpoint": "introspect",
    "revocation_endpoint": "revoke",
    "pushed_authorization_request_endpoint": "pushed-requests",
    "end_session_endpoint": "end-session",
}


def read(path: str) -> dict[str, Any]:
    response = Client().get(path)
    assert response.status_code == 200
    document: dict[str, Any] = json.loads(response.content)
    return document


def test_every_endpoint_that_is_told_exists(settings: LazySettings) -> None:
    told = read(DISCOVERY)
    assert told["issuer"] == settings.PUBLIC_URL
    assert {field: told[field] for field in ENDPOINTS} == {
        field: settings.PUBLIC_URL + reverse(f"openid:{name}") for field, name in ENDPOINTS.items()
    }
    for page in ("op_policy_uri", "op_tos_uri"):
        assert get_resolver().resolve(told[page].removeprefix(settings.PUBLIC_URL))
    assert len(urlpatterns) == len(ENDPOINTS) + 4  # both documents, the live check and its description


def test_what_is_supported_is_told_as_it_is() -> None:
    told = read(DISCOVERY)
    expected: dict[str, Any] = {
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256", "ES256"],
        "authorization_response_iss_parameter_supported": True,
        "require_pushed_authorization_requests": False,
        "dpop_signing_alg_values_supported": list(ALGORITHMS),
        "scopes_supported": [str(scope) for scope in Scope],
        "claims_parameter_supported": True,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "acr_values_supported": [str(acr) for acr in Acr],
        "prompt_values_supported": sorted(PROMPTS),
        "authorization_details_types_supported": ["service_access"],
        "ui_locales_supported": ["fr", "en"],
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
    }
    for place in ("token", "introspection", "revocation"):
        expected[f"{place}_endpoint_auth_methods_supported"] = [str(method) for method in ClientAuthentication]
        expected[f"{place}_endpoint_auth_signing_alg_values_supported"] = list(ALGORITHMS)
    assert {field: told.get(field) for field in expected} == expected
    told.pop("prompt_values_supported")
    assert not {"HS256", "none", "plain"} & set(json.dumps(told).replace('"', " ").split())
    assert len(told["claims_supported"]) == len(set(told["claims_supported"]))


def test_oauth_reads_the_same_as_openid_connect() -> None:
    assert read(METADATA) == read(DISCOVERY)


def test_the_pages_are_told_in_one_language_whoever_asked_first() -> None:
    Client().get("/en/")
    assert "/fr/" in read(DISCOVERY)["op_tos_uri"]


def test_the_keys_shown_prove_what_is_signed_and_hold_nothing_private() -> None:
    shown = read(KEYS)["keys"]
    assert {key["alg"] for key in shown} == {"RS256", "ES256"}
    assert not {"d", "p", "q", "dp", "dq", "qi", "k"} & {member for key in shown for member in key}
    for algorithm in SigningAlgorithm:
        token = signing.sign({"sub": "x"}, algorithm=algorithm)
        opened = jws.deserialize_compact(token, KeySet.import_key_set({"keys": shown}), algorithms=[algorithm])
        assert json.loads(opened.payload) == {"sub": "x"}


@pytest.mark.parametrize("path", [DISCOVERY, METADATA, KEYS])
def test_a_document_is_kept_by_caches_and_asks_no_database(path: str) -> None:
    first = Client().get(path)  # a test that is marked for no database has none
    assert first.headers["Cache-Control"] == "public, max-age=600"
    assert first.headers["Content-Type"] == "application/json"
    assert not first.cookies
    again = Client().get(path, headers={"If-None-Match": f'W/"x", {first.headers["ETag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert Client().get(path, headers={"If-None-Match": '"another"'}).status_code == 200
    head = Client().head(path)
    assert (head.status_code, head.headers["Content-Length"]) == (200, str(len(first.content)))


@pytest.mark.django_db
@pytest.mark.usefixtures("no_signing_keys")
def test_a_new_key_is_seen_by_the_caches_before_it_signs() -> None:
    now = timezone.now()
    rotate_signing_keys(SigningAlgorithm, by=SYSTEM, now=now)
    before = Client().get(KEYS)
    rotate_signing_keys(SigningAlgorithm, by=SYSTEM, now=now)
    signing.in_hand.forget()
    after = Client().get(KEYS, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert len(json.loads(after.content)["keys"]) == 4
    assert SHOWN_BEFORE_IT_SIGNS.total_seconds() > 600


@pytest.mark.django_db
@pytest.mark.usefixtures("no_signing_keys")
def test_that_there_is_no_key_yet_is_kept_by_no_cache() -> None:
    response = Client().get(KEYS)
    assert (response.status_code, response.headers["Cache-Control"]) == (503, "no-store")
