"""Keys that sign: the first ones, their succession without an interruption, and what is known as ours."""

import base64
import hmac
import json
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from joserfc import jws
from joserfc.jwk import RSAKey

from accounts.actors import SYSTEM
from accounts.models import JournalEntry
from ministry_services import signing
from ministry_services.models import SigningKey
from ministry_services.services.signing_keys import (
    KEYS_CACHED_FOR,
    MARGIN,
    SHOWN_BEFORE_IT_SIGNS,
    rotate_signing_keys,
)
from ministry_services.states import SigningAlgorithm

NOW = timezone.now()
RS256, ES256 = SigningAlgorithm.RS256, SigningAlgorithm.ES256


def kids(now: datetime) -> set[str]:
    signing.in_hand.forget()
    return {str(key["kid"]) for key in signing.public_keys(now)}


def header(token: str) -> dict[str, str]:
    return dict(jws.extract_compact(token.encode()).headers())


@pytest.mark.django_db
@pytest.mark.usefixtures("no_signing_keys")
def test_the_first_signature_makes_both_keys_and_says_so() -> None:
    token = signing.sign({"sub": "x"}, algorithm=RS256)
    rows = {key.algorithm: key for key in SigningKey.objects.all()}
    assert set(rows) == {"RS256", "ES256"}
    assert header(token) == {"alg": "RS256", "typ": "JWT", "kid": rows["RS256"].kid}
    assert header(signing.sign({}, algorithm=ES256, type="logout+jwt")) == {
        "alg": "ES256",
        "typ": "logout+jwt",
        "kid": rows["ES256"].kid,
    }
    journal = JournalEntry.objects.filter(action="provider.signing_keys_rotated").values_list("details", flat=True)
    assert {entry["kid"] for entry in journal} == {key.kid for key in rows.values()}
    assert rows["RS256"].public_key.keys() == {"kty", "n", "e", "kid", "use", "alg"}
    assert rows["ES256"].public_key.keys() == {"kty", "crv", "x", "y", "kid", "use", "alg"}


@pytest.mark.django_db
@pytest.mark.usefixtures("no_signing_keys")
def test_a_private_key_is_sealed_in_its_column() -> None:
    rotate_signing_keys([ES256], by=SYSTEM, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT private_key FROM ministry_services_signingkey")
        kept = bytes(cursor.fetchone()[0])
    assert json.loads(SigningKey.objects.get().private_key)["d"].encode() not in kept


@pytest.mark.django_db
@pytest.mark.usefixtures("no_signing_keys")
def test_a_new_key_is_shown_before_it_signs_and_the_former_one_after() -> None:
    [first] = rotate_signing_keys([RS256], by=SYSTEM, now=NOW)
    assert (first.signs_from, first.shown_until) == (NOW, None)
    [second] = rotate_signing_keys([RS256], by=SYSTEM, now=NOW)
    first.refresh_from_db()
    assert second.signs_from == NOW + SHOWN_BEFORE_IT_SIGNS > NOW + KEYS_CACHED_FOR
    assert first.shown_until == second.signs_from + timedelta(hours=8) + MARGIN
    assert kids(NOW) == kids(first.shown_until - timedelta(seconds=1)) == {first.kid, second.kid}
    assert kids(first.shown_until) == {second.kid}
    assert header(signing.sign({}, algorithm=RS256))["kid"] == first.kid


@pytest.mark.django_db
@pytest.mark.usefixtures("no_signing_keys")
def test_the_key_that_was_announced_signs_when_its_day_has_come() -> None:
    rotate_signing_keys([RS256], by=SYSTEM, now=NOW - timedelta(days=3))
    [second] = rotate_signing_keys([RS256], by=SYSTEM, now=NOW - timedelta(days=2))
    assert header(signing.sign({}, algorithm=RS256))["kid"] == second.kid


@pytest.mark.django_db
@pytest.mark.usefixtures("no_signing_keys")
def test_a_rotation_that_runs_already_is_not_begun_again() -> None:
    rotate_signing_keys(SigningAlgorithm, by=SYSTEM, now=NOW)
    rotate_signing_keys(SigningAlgorithm, by=SYSTEM, now=NOW)
    before = list(SigningKey.objects.values())
    assert rotate_signing_keys(SigningAlgorithm, by=SYSTEM, now=NOW) == []
    assert rotate_signing_keys(SigningAlgorithm, by=SYSTEM, now=NOW, only_missing=True) == []
    assert list(SigningKey.objects.values()) == before


@pytest.mark.django_db
@pytest.mark.usefixtures("no_signing_keys")
def test_an_emergency_leaves_one_key_which_signs_at_once() -> None:
    rotate_signing_keys([RS256], by=SYSTEM, now=NOW - timedelta(hours=2))
    rotate_signing_keys([RS256], by=SYSTEM, now=NOW - timedelta(hours=1))
    stolen = signing.sign({"sub": "x"}, algorithm=RS256)
    [fresh] = rotate_signing_keys([RS256], by=SYSTEM, now=NOW, at_once=True)
    assert kids(NOW) == {fresh.kid}
    assert signing.verify_own(stolen) is None
    assert rotate_signing_keys([RS256], by=SYSTEM, now=NOW, at_once=True) == []
    assert header(signing.sign({}, algorithm=RS256))["kid"] == fresh.kid


@pytest.mark.django_db
@pytest.mark.usefixtures("no_signing_keys")
def test_a_key_that_is_shown_no_more_is_erased_by_the_next_rotation() -> None:
    rotate_signing_keys([RS256], by=SYSTEM, now=NOW - timedelta(days=9))
    [second] = rotate_signing_keys([RS256], by=SYSTEM, now=NOW - timedelta(days=8))
    [third] = rotate_signing_keys([RS256], by=SYSTEM, now=NOW)
    assert set(SigningKey.objects.values_list("kid", flat=True)) == {second.kid, third.kid}


@pytest.mark.django_db
@pytest.mark.usefixtures("no_signing_keys")
def test_the_command_makes_the_next_keys_once(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("rotate_signing_keys", "--missing")
    assert SigningKey.objects.count() == 2
    call_command("rotate_signing_keys", "--missing")
    assert SigningKey.objects.count() == 2
    call_command("rotate_signing_keys")
    call_command("rotate_signing_keys")
    assert SigningKey.objects.count() == 4
    assert capsys.readouterr().out.splitlines()[-1] == "The next keys wait already: nothing to make."


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_signing_keys")
def test_two_rotations_at_once_make_one_key() -> None:
    barrier = Barrier(4)

    def rotate() -> None:
        barrier.wait()
        rotate_signing_keys([ES256], by=SYSTEM, now=NOW)
        connection.close()

    for _round in range(2):
        threads = [Thread(target=rotate) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    # The first round makes the first key and, right after, the one that follows; then nothing.
    assert SigningKey.objects.count() == 2


def test_only_an_identity_token_of_ours_is_known_again() -> None:
    token = signing.sign({"sub": "x", "exp": 1}, algorithm=ES256)
    assert signing.verify_own(token) == {"sub": "x", "exp": 1}
    assert signing.verify_own(signing.sign({"sub": "x"}, algorithm=RS256, type="logout+jwt")) is None
    head, body, signature = token.split(".")
    for other in (f"{head}.{body}.{signature[:-2]}AA", f"{head}.{body}.", "a.b.c", "", "é", "\x00", "x" * 9_000):
        assert signing.verify_own(other) is None


def test_a_token_without_signature_or_signed_with_our_public_key_is_not_ours() -> None:
    public = dict(next(key for key in signing.public_keys(NOW) if key["alg"] == "RS256"))
    secret = RSAKey.import_key(public).as_pem(private=False)
    head = _encoded(json.dumps({"alg": "HS256", "typ": "JWT", "kid": public["kid"]}).encode())
    mac = hmac.digest(secret, f"{head}.e30".encode(), "sha256")
    assert signing.verify_own(f"{head}.e30.{_encoded(mac)}") is None
    assert signing.verify_own("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.e30.") is None


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
