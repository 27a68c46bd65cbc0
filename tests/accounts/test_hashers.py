"""Argon2id through libsodium: the digests are those of argon2-cffi, both ways."""

import pytest
from argon2 import PasswordHasher, extract_parameters
from django.conf import LazySettings
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, identify_hasher, make_password

from accounts.hashers import SodiumArgon2idHasher
from accounts.models import User
from tests.factories.enterprises import PASSWORD, make_user

PASSWORDS = ["quatre chevaux bleus 27", "é" * 64, "emoji 🐴 et espaces  gardés", "a"]


@pytest.mark.parametrize("password", PASSWORDS)
def test_our_digest_opens_with_argon2_cffi(password: str) -> None:
    encoded = make_password(password)
    assert encoded.startswith("argon2$argon2id$v=19$m=8192,t=1,p=1$")
    assert PasswordHasher().verify(encoded.removeprefix("argon2"), password)
    assert Argon2PasswordHasher().verify(password, encoded)


@pytest.mark.parametrize("password", PASSWORDS)
@pytest.mark.parametrize("lanes", [1, 4])
def test_a_digest_of_argon2_cffi_opens_here(password: str, lanes: int) -> None:
    encoded = "argon2" + PasswordHasher(time_cost=1, memory_cost=8192, parallelism=lanes).hash(password)
    assert check_password(password, encoded)
    assert not check_password(password + "x", encoded)


def test_every_digest_is_read_by_libsodium() -> None:
    assert isinstance(identify_hasher(make_password("x")), SodiumArgon2idHasher)


def test_the_salt_is_new_each_time() -> None:
    assert make_password("quatre chevaux") != make_password("quatre chevaux")


def test_one_password_whatever_the_keyboard_that_composed_it() -> None:
    assert check_password("e\u0301te\u0301", make_password("été"))
    assert not check_password("ete", make_password("été"))


def test_present_costs_need_no_update(settings: LazySettings) -> None:
    encoded = make_password("x")
    assert not identify_hasher(encoded).must_update(encoded)
    settings.ARGON2_TIME_COST = 2
    assert identify_hasher(encoded).must_update(encoded)


@pytest.mark.django_db
def test_a_right_password_under_old_costs_is_hashed_again(settings: LazySettings) -> None:
    user = make_user()
    settings.ARGON2_TIME_COST = 2
    assert not User.objects.get(pk=user.pk).check_password("mauvais")
    assert User.objects.get(pk=user.pk).password == user.password
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)
    kept = User.objects.get(pk=user.pk).password
    assert extract_parameters(kept.removeprefix("argon2")).time_cost == 2


def test_what_an_agent_may_see_of_a_digest_is_masked() -> None:
    encoded = make_password("x")
    shown = identify_hasher(encoded).safe_summary(encoded)
    assert not any(encoded.rsplit("$", 1)[1] in str(value) for value in shown.values())
