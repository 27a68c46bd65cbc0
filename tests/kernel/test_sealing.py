"""Sealed values: opened by their own column under a key of the ring, or not at all."""

import pytest
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from clicsequr.kernel import sealing
from clicsequr.kernel.sealing import SealBroken, keyed_index, keyed_indexes, needs_resealing, seal, unseal, unseal_bytes

OLD, NEW = b"o" * 32, b"n" * 32
PURPOSE = "enterprises.RegisteredEnterprise.secrets"


@pytest.fixture(autouse=True)
def rings(settings: LazySettings) -> None:
    settings.SEALING_KEYS = {"2025": OLD}
    settings.INDEX_KEYS = {"i1": OLD}


@given(st.text() | st.binary())
def test_what_is_sealed_opens_as_it_was(value: str | bytes) -> None:
    token = seal(value, purpose=PURPOSE)
    opened = unseal(token, purpose=PURPOSE) if isinstance(value, str) else unseal_bytes(token, purpose=PURPOSE)
    assert opened == value


def test_token_shows_its_format_and_key_and_never_the_value() -> None:
    token = seal("046454286", purpose=PURPOSE)
    assert token[:6] == b"\x01\x042025"
    assert len(token) == 6 + 12 + 9 + 16
    assert b"046454286" not in token


def test_same_value_sealed_twice_gives_two_tokens() -> None:
    assert seal("046454286", purpose=PURPOSE) != seal("046454286", purpose=PURPOSE)


def test_value_moved_to_another_column_does_not_open() -> None:
    with pytest.raises(SealBroken):
        unseal(seal("046454286", purpose=PURPOSE), purpose="enterprises.RegisteredEnterprise.name")


@given(st.data())
def test_token_changed_anywhere_does_not_open(data: st.DataObject) -> None:
    token = bytearray(seal("046454286", purpose=PURPOSE))
    token[data.draw(st.integers(0, len(token) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealBroken):
        unseal(bytes(token), purpose=PURPOSE)


@given(st.integers(0, 40))
def test_token_cut_short_does_not_open(length: int) -> None:
    with pytest.raises(SealBroken):
        unseal(seal("046454286", purpose=PURPOSE)[:length], purpose=PURPOSE)


@pytest.mark.parametrize("clear", [b"046454286", b"\x01\x042025046454286", b"", b"\x01"])
def test_clear_text_is_never_taken_for_a_sealed_value(clear: bytes) -> None:
    with pytest.raises(SealBroken) as refusal:
        unseal(clear, purpose=PURPOSE)
    assert "046454286" not in str(refusal.value)


def test_key_rotation_opens_old_values_and_seals_under_the_first_key(settings: LazySettings) -> None:
    old = seal("046454286", purpose=PURPOSE)
    settings.SEALING_KEYS = {"2026": NEW, "2025": OLD}
    new = seal("046454286", purpose=PURPOSE)
    assert unseal(old, purpose=PURPOSE) == unseal(new, purpose=PURPOSE) == "046454286"
    assert (needs_resealing(old), needs_resealing(new)) == (True, False)


def test_value_under_a_lost_key_or_another_key_of_the_same_name_does_not_open(settings: LazySettings) -> None:
    token = seal("046454286", purpose=PURPOSE)
    for ring in ({"2026": NEW}, {"2025": NEW}):
        settings.SEALING_KEYS = ring
        with pytest.raises(SealBroken):
            unseal(token, purpose=PURPOSE)


@pytest.mark.parametrize("ring", [{}, {"2025": b"short"}, {"": OLD}, {"k" * 256: OLD}])
def test_unusable_key_ring_stops_at_the_first_seal(settings: LazySettings, ring: dict[str, bytes]) -> None:
    settings.SEALING_KEYS = ring
    with pytest.raises(ImproperlyConfigured):
        seal("046454286", purpose=PURPOSE)


def test_index_says_equal_or_not_and_nothing_else(settings: LazySettings) -> None:
    index = keyed_index("046454286", purpose="citizens.nas")
    assert len(index) == 32
    assert index == keyed_index(b"046454286", purpose="citizens.nas")
    assert index != keyed_index("046454287", purpose="citizens.nas")
    assert index != keyed_index("046454286", purpose="citizens.other")
    settings.INDEX_KEYS = {"i1": NEW}
    assert index != keyed_index("046454286", purpose="citizens.nas")


def test_index_does_not_depend_on_the_sealing_keys(settings: LazySettings) -> None:
    index = keyed_index("046454286", purpose="citizens.nas")
    settings.SEALING_KEYS = {"2026": NEW}
    assert index == keyed_index("046454286", purpose="citizens.nas")


def test_purpose_and_value_of_an_index_cannot_slide_into_each_other() -> None:
    assert keyed_index("bc", purpose="a") != keyed_index("c", purpose="ab")


def test_indexes_during_a_rotation_hold_the_old_one_and_start_with_the_new(settings: LazySettings) -> None:
    old = keyed_index("046454286", purpose="citizens.nas")
    settings.INDEX_KEYS = {"i2": NEW, "i1": OLD}
    assert keyed_indexes("046454286", purpose="citizens.nas") == [
        keyed_index("046454286", purpose="citizens.nas"), old
    ]  # fmt: skip


def test_comparison_takes_text_bytes_and_accents() -> None:
    assert sealing.constant_time_equal("é", "é".encode())
    assert not sealing.constant_time_equal("045321", "45321")
