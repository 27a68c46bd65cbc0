"""Pytest plugin: keys that sign, made once a run and held in memory, so that a test pays neither a key nor a query."""

import math
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from ministry_services.key_making import new_signing_key
from ministry_services.models import SigningKey
from ministry_services.signing import in_hand
from ministry_services.states import SigningAlgorithm

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="session")
def fixed_signing_keys() -> list[SigningKey]:
    return [new_signing_key(name, shown_from=LONG_AGO, signs_from=LONG_AGO) for name in SigningAlgorithm]


@pytest.fixture(autouse=True)
def held_signing_keys(fixed_signing_keys: list[SigningKey]) -> Iterator[None]:
    in_hand.hold(fixed_signing_keys, until=math.inf)
    yield
    in_hand.forget()


@pytest.fixture
def no_signing_keys(held_signing_keys: None) -> None:
    """Let the test begin as an installation does: nothing in memory, what the table holds and no more."""
    in_hand.hold([], until=0)
