"""A passkey in place of code and password is unlocked by its owner, whatever challenge the browser was given before."""

import base64
import json
from dataclasses import dataclass
from hashlib import sha256

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.utils import timezone
from fido2.cose import ES256
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from accounts.models import User
from accounts.services.second_factors import add_totp
from tests.accounts.sign_in_steps import is_signed_in, sign_in, totp_code
from tests.factories.enterprises import make_rse, make_user

pytestmark = pytest.mark.django_db
OPTIONS = "/fr/session/cle-d-acces/defi/"
PASSKEY = "/fr/entreprises/session/cle-d-acces/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SITE = "testserver"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def letters(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Key:
    """A key that a thief holds too: it answers to a touch; only its owner can unlock it."""

    private: ec.EllipticCurvePrivateKey
    user: User

    @property
    def attested(self) -> AttestedCredentialData:
        return AttestedCredentialData.create(
            b"\x00" * 16, b"key", ES256.from_cryptography_key(self.private.public_key())
        )

    def register(self) -> Authenticator:
        made = AuthenticatorData.create(self.site, PRESENT | VERIFIED | ATTESTED, 0, bytes(self.attested))
        client_data = json.dumps({"type": "webauthn.create", "challenge": "YWJj", "origin": f"https://{SITE}"}).encode()
        attestation = {
            "clientDataJSON": letters(client_data),
            "attestationObject": letters(bytes(AttestationObject.create("none", made, {}))),
        }
        credential = {"id": letters(b"key"), "rawId": letters(b"key"), "type": "public-key", "response": attestation}
        return WebAuthn.add(self.user, "Clé", {**credential, "clientExtensionResults": {}}).instance

    def answer(self, challenge: str, *, flags: int) -> str:
        said = {"type": "webauthn.get", "challenge": challenge, "origin": f"https://{SITE}"}
        client_data = json.dumps(said).encode()
        data = bytes(AuthenticatorData.create(self.site, flags, 1))
        signature = self.private.sign(data + sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": letters(client_data),
            "authenticatorData": letters(data),
            "signature": letters(signature),
            "userHandle": letters(str(self.user.pk).encode()),
        }
        made = {"id": letters(b"key"), "rawId": letters(b"key"), "type": "public-key", "response": response}
        return json.dumps({**made, "clientExtensionResults": {}})

    @property
    def site(self) -> bytes:
        return sha256(SITE.encode()).digest()


@pytest.fixture
def stolen() -> Key:
    """The key of somebody who opens their sessions with it."""
    key = Key(ec.generate_private_key(ec.SECP256R1()), make_rse(user=make_user(user_code="KLMT4829")).user)
    key.register()
    return key


@pytest.fixture
def thief(client: Client) -> Client:
    """Who has an account too, gave its password, and now waits for its second factor."""
    member = make_rse(user=make_user(user_code="VOLE1234"))
    code = totp_code(Authenticator(type="totp", data={"secret": SECRET}), drift=-1, sealed=False)
    add_totp(member.user, secret=SECRET, code=code, by=member.user, now=timezone.now())
    sign_in(client, "VOLE1234")
    assert not is_signed_in(client)
    return client


def challenge(client: Client) -> str:
    return str(client.post(OPTIONS).json()["publicKey"]["challenge"])


def test_the_owner_unlocks_the_key_and_comes_in(client: Client, stolen: Key) -> None:
    client.post(PASSKEY, {"credential": stolen.answer(challenge(client), flags=PRESENT | VERIFIED)})
    assert is_signed_in(client)


def test_a_key_only_touched_opens_nothing(client: Client, stolen: Key) -> None:
    client.post(PASSKEY, {"credential": stolen.answer(challenge(client), flags=PRESENT)})
    assert not is_signed_in(client)


def test_nor_with_the_challenge_of_a_second_factor(thief: Client, stolen: Key) -> None:
    """Beside a password a touch is enough; the challenge given for that asks for no more."""
    thief.post(PASSKEY, {"credential": stolen.answer(challenge(thief), flags=PRESENT)})
    assert not is_signed_in(thief)
