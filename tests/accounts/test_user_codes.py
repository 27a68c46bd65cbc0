"""User codes: readable on the telephone, never given twice, each portal its own."""

import re

import pytest

from accounts.models import AllocatedUserCode
from accounts.services import user_codes
from accounts.services.user_codes import NoUserCodeLeft, allocate_user_code
from accounts.states import Portal

pytestmark = pytest.mark.django_db


def test_a_code_has_no_look_alike() -> None:
    assert re.fullmatch("[BCDFGHJKLMNPRSTVWXZ]{4}[2-9]{4}", allocate_user_code(Portal.ENTERPRISES))


def test_a_code_is_never_given_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    draws = iter("BBBB2222" * 2 + "CCCC3333")
    monkeypatch.setattr(user_codes.secrets, "choice", lambda _letters: next(draws))
    assert allocate_user_code(Portal.ENTERPRISES) == "BBBB2222"
    assert allocate_user_code(Portal.ENTERPRISES) == "CCCC3333"
    assert AllocatedUserCode.objects.count() == 2


def test_the_same_code_may_stand_in_two_portals(monkeypatch: pytest.MonkeyPatch) -> None:
    draws = iter("BBBB2222" * 2)
    monkeypatch.setattr(user_codes.secrets, "choice", lambda _letters: next(draws))
    assert allocate_user_code(Portal.ENTERPRISES) == allocate_user_code(Portal.CITIZENS) == "BBBB2222"


def test_a_full_space_is_said_aloud(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(user_codes.secrets, "choice", lambda letters: letters[0])
    allocate_user_code(Portal.ENTERPRISES)
    with pytest.raises(NoUserCodeLeft):
        allocate_user_code(Portal.ENTERPRISES)
    assert AllocatedUserCode.objects.count() == 1
