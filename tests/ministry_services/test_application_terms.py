"""What an application may be published with: exact addresses, public keys."""

import json
from base64 import urlsafe_b64encode

import pytest
from joserfc.jwk import RSAKey

from ministry_services.rules.addresses import address_fault
from ministry_services.rules.public_keys import holds_a_private_key, key_set_faults
from tests.factories.relying_parties import client_key


@pytest.mark.parametrize(
    "address",
    [
        "http://rp.example/retour",
        "http://localhost/retour",
        "https://rp.example/*",
        "https://*.rp.example/",
        "https://rp.example/a#b",
        "https://moi@rp.example/",
        "https://rp.example:0/",
        "https://rp.example:/",
        "https://rp.example:99999/",
        "https://RP.example/",
        "https://rp.example/a/../b",
        "https://rp.example/a/%2e%2e/b",
        "https://rp.example/a b",
        "https://rp.example/\\evil.example",
        "https://rp.example/é",
        "https://10.0.0.1/",
        "https://[::1]/",
        "https://rp",
        "https:///retour",
        "javascript:alert(1)",
        "https://rp.example/?state=1",
        "https://rp.example/" + "a" * 500,
        "",
    ],
)
def test_an_address_that_is_not_exact_is_refused(address: str) -> None:
    assert address_fault(address, local=False)


def test_an_exact_address_passes_and_this_machine_in_the_demonstration_only() -> None:
    assert address_fault("https://rp.example:8443/retour?portail=1", local=False) is None
    assert address_fault("http://127.0.0.1:8001/retour", local=True) is None
    assert address_fault("http://rp.example/retour", local=True)


def test_keys_are_public_sound_and_named() -> None:
    public = client_key().as_dict(private=False)
    private = client_key().as_dict(private=True)
    small = {"kty": "RSA", "kid": "petite", "n": urlsafe_b64encode(b"\xff" * 128).decode().rstrip("="), "e": "AQAB"}
    assert list(key_set_faults({"keys": [public]})) == []
    for keys in ([], [private], [small], [public, public], [{**public, "kid": ""}], [{"kty": "oct", "kid": "a"}], "x"):
        assert list(key_set_faults({"keys": keys}))
    assert holds_a_private_key(json.dumps(private))
    assert holds_a_private_key("-----BEGIN EC PRIVATE KEY-----")
    assert not holds_a_private_key(json.dumps({"keys": [public]}))


def test_an_rsa_key_of_2048_bits_passes() -> None:
    key = RSAKey.generate_key(2048, parameters={"kid": "grande"}).as_dict(private=False)
    assert list(key_set_faults({"keys": [key]})) == []
