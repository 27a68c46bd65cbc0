"""Tokens bound to a key that the application proves at each call (RFC 9449)."""

import base64
import json
import time
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from joserfc.jwk import ECKey, RSAKey

from ministry_services.models import AccessToken, Authorization, SpentIdentifier
from tests.factories.authorizations import make_authorization, make_citizen_client, make_code
from tests.ministry_services.programs import dpop_proof, new_key, redeem, refresh

pytestmark = pytest.mark.django_db


def refused(response: HttpResponse, error: str = "invalid_dpop_proof") -> bool:
    return (response.status_code, response.json()["error"]) == (400, error)


def test_a_proof_at_the_code_binds_every_token() -> None:
    client, key = make_citizen_client(), new_key()
    authorization = make_authorization(client)
    answer = redeem(client, make_code(authorization), proof=dpop_proof(key)).json()
    assert answer["token_type"] == "DPoP"
    authorization.refresh_from_db()
    assert authorization.dpop_thumbprint == key.thumbprint()
    again = refresh(client, answer["refresh_token"], proof=dpop_proof(key)).json()
    assert again["token_type"] == "DPoP"


def test_a_bound_refresh_token_wants_its_key() -> None:
    client, key = make_citizen_client(), new_key()
    authorization = make_authorization(client)
    token = redeem(client, make_code(authorization), proof=dpop_proof(key)).json()["refresh_token"]
    assert refused(refresh(client, token), "invalid_grant")
    assert refused(refresh(client, token, proof=dpop_proof(new_key())), "invalid_grant")
    assert refresh(client, token, proof=dpop_proof(key)).status_code == 200


def test_a_token_without_a_key_stays_without() -> None:
    client = make_citizen_client()
    token = redeem(client, make_code(make_authorization(client))).json()["refresh_token"]
    assert refused(refresh(client, token, proof=dpop_proof(new_key())), "invalid_grant")
    assert refresh(client, token).json()["token_type"] == "Bearer"


def test_a_code_bound_from_the_start_wants_its_key() -> None:
    client, key = make_citizen_client(), new_key()
    code = make_code(make_authorization(client, dpop_thumbprint=key.thumbprint()))
    assert refused(redeem(client, code), "invalid_grant")
    assert refused(redeem(client, code, proof=dpop_proof(new_key())), "invalid_grant")
    assert redeem(client, code, proof=dpop_proof(key)).status_code == 200


def test_an_application_that_must_prove_a_key_gets_nothing_without() -> None:
    client = make_citizen_client(requires_dpop=True)
    code = make_code(make_authorization(client))
    assert refused(redeem(client, code))
    assert redeem(client, code, proof=dpop_proof(new_key())).status_code == 200


def test_rsa_keys_prove_too() -> None:
    key = RSAKey.generate_key(2048)
    for algorithm in ("RS256", "PS256"):
        client = make_citizen_client()
        code = make_code(make_authorization(client))
        response = redeem(client, code, proof=dpop_proof(key, header={"alg": algorithm}))
        assert response.status_code == 200
        assert Authorization.objects.get(relying_party=client).dpop_thumbprint == key.thumbprint()


def test_a_proof_is_good_once() -> None:
    client, key = make_citizen_client(), new_key()
    proof = dpop_proof(key)
    assert redeem(client, make_code(make_authorization(client)), proof=proof).status_code == 200
    assert refused(redeem(client, make_code(make_authorization(client)), proof=proof))
    assert AccessToken.objects.count() == 1


def test_two_keys_may_use_one_identifier() -> None:
    for _key in range(2):
        client = make_citizen_client()
        code = make_code(make_authorization(client))
        assert redeem(client, code, proof=dpop_proof(new_key(), jti="un")).status_code == 200


@pytest.mark.parametrize("address", ["?x=1", "#y"])
def test_query_and_fragment_of_the_address_do_not_count(address: str) -> None:
    client = make_citizen_client()
    proof = dpop_proof(new_key(), htu=settings.PUBLIC_URL.upper().replace("HTTP", "http") + "/openid/token" + address)
    assert redeem(client, make_code(make_authorization(client)), proof=proof).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"htm": "GET"},
        {"htm": "post"},
        {"htm": None},
        {"htu": "https://autre.example/openid/token"},
        {"htu": f"{settings.PUBLIC_URL}/openid/userinfo"},
        {"htu": "http://[::"},
        {"htu": ["x"]},
        {"htu": None},
        {"iat": int(time.time()) - 3600},
        {"iat": int(time.time()) + 3600},
        {"iat": "hier"},
        {"iat": None},
        {"jti": None},
        {"jti": ""},
        {"jti": "x" * 300},
        {"header": {"typ": "JWT"}},
        {"header": {"jwk": new_key().as_dict(private=False)}},
        {"header": {"jwk": {"kty": "oct", "k": "YQ"}}},
        {"header": {"jwk": {"kty": "EC"}}},
    ],
)
def test_a_proof_of_something_else_is_refused(changes: dict[str, Any]) -> None:
    client = make_citizen_client()
    code = make_code(make_authorization(client))
    assert refused(redeem(client, code, proof=dpop_proof(new_key(), **changes)))
    assert not SpentIdentifier.objects.exists()
    assert redeem(client, code).status_code == 200


def test_a_private_key_in_the_proof_is_refused() -> None:
    client, key = make_citizen_client(), new_key()
    code = make_code(make_authorization(client))
    assert refused(redeem(client, code, proof=dpop_proof(key, header={"jwk": key.as_dict(private=True)})))


def test_a_key_of_another_kind_is_refused() -> None:
    client = make_citizen_client()
    code = make_code(make_authorization(client))
    p384, weak = ECKey.generate_key("P-384"), {"kty": "RSA", "e": "AQAB", "n": "A" * 171}
    assert refused(redeem(client, code, proof=dpop_proof(p384, header={"alg": "ES384"})))
    assert refused(
        redeem(client, code, proof=dpop_proof(RSAKey.generate_key(2048), header={"alg": "RS256", "jwk": weak}))
    )


@pytest.mark.parametrize("header", [{"jwk": "x"}, {"jwk": None}, {}, {"alg": None}, {"crit": ["x"]}, {"jwk": []}])
def test_a_proof_with_another_header_is_refused(header: dict[str, Any]) -> None:
    client = make_citizen_client()
    code = make_code(make_authorization(client))
    text = json.dumps({"typ": "dpop+jwt", "alg": "ES256", **header}).encode()
    encoded = base64.urlsafe_b64encode(text).decode().rstrip("=")
    assert refused(redeem(client, code, proof=f"{encoded}.{dpop_proof(new_key()).partition('.')[2]}"))


def test_two_proofs_and_no_proof_are_refused() -> None:
    client = make_citizen_client()
    code = make_code(make_authorization(client))
    proof = dpop_proof(new_key())
    for header in (f"{proof}, {proof}", "x", "a.b.c", f"{proof}é", proof.rsplit(".", 1)[0] + "."):
        assert refused(redeem(client, code, proof=header))


def test_the_address_of_the_proof_is_the_endpoint_of_discovery() -> None:
    assert reverse("openid:token") == "/openid/token"
