"""A try is of the page that shows it: sent twice it is made once; a block follows the account, without a number."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from accounts.actors import VISITOR
from accounts.models import JournalEntry, Throttle
from accounts.services.sign_in import Source
from citizens.services.access_codes import REQUEST, ask_access_code
from citizens.services.identity import VERIFICATION, IdentityMismatch, verify_identity
from citizens.services.tries import TryAlreadyMade, identity_blocked_until, tries_left
from clicsequr.kernel.errors import Throttled
from tests.factories.persons import NAS, details, make_registered_person
from tests.factories.secrets import ACCESS_CODE, NOTICE_NUMBER
from tests.factories.security_options import make_person

pytestmark = pytest.mark.django_db
NOW = timezone.now()
HERE = Source("192.0.2.1")


def verify(notice_number: str = "ZQ4419K7XW3", **options: Any) -> Any:
    options = {"source": HERE, "by": VISITOR, "now": NOW} | options
    return verify_identity(NAS, access_code=ACCESS_CODE, notice_number=notice_number, **options)


def ask(**options: Any) -> Any:
    options = {"source": HERE, "by": VISITOR, "now": NOW} | options
    return ask_access_code(NAS, details=details(line_199=Decimal(1)), **options)


def test_the_tries_left_are_told_before_any_is_made(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        assert tries_left(VERIFICATION, nas=NAS, source=HERE, now=NOW) == 3
    with pytest.raises(IdentityMismatch):
        verify()
    assert tries_left(VERIFICATION, nas=NAS, source=HERE, now=NOW) == 2
    assert tries_left(VERIFICATION, nas=NAS, source=Source("192.0.2.2"), now=NOW) == 3
    assert tries_left(REQUEST, nas=NAS, source=HERE, now=NOW) == 3


def test_old_tries_are_forgotten_when_their_day_is_over() -> None:
    with pytest.raises(IdentityMismatch):
        verify()
    assert tries_left(VERIFICATION, nas=NAS, source=HERE, now=NOW + timedelta(hours=25)) == 3


@pytest.mark.parametrize("act", [verify, ask])
def test_a_page_older_than_the_last_try_is_not_looked_at(act: Callable[..., Any]) -> None:
    make_registered_person()
    with pytest.raises(IdentityMismatch):
        act(shown_left=3)
    facts, counts = JournalEntry.objects.count(), list(Throttle.objects.order_by("pk").values())
    with pytest.raises(TryAlreadyMade):
        act(shown_left=3)
    assert (JournalEntry.objects.count(), list(Throttle.objects.order_by("pk").values())) == (facts, counts)


def test_right_papers_on_an_old_page_prove_nothing() -> None:
    make_registered_person()
    with pytest.raises(IdentityMismatch):
        verify(shown_left=3)
    with pytest.raises(TryAlreadyMade):
        verify(NOTICE_NUMBER, shown_left=3)


def test_only_an_account_remembers_a_block() -> None:
    make_registered_person()
    user, other = make_person(), make_person()
    for _turn in range(2):
        with pytest.raises(IdentityMismatch):
            verify(by=user)
    assert identity_blocked_until(user, now=NOW) is None
    with pytest.raises(IdentityMismatch):
        verify(by=user)
    assert identity_blocked_until(user, now=NOW) == NOW + timedelta(hours=24)
    assert identity_blocked_until(other, now=NOW) is None
    with pytest.raises(Throttled):
        tries_left(VERIFICATION, nas=NAS, source=HERE, now=NOW)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", [verify, ask])
def test_two_clicks_at_the_same_moment_are_one_try(act: Callable[..., Any]) -> None:
    make_registered_person()

    def click(_number: int) -> str:
        try:
            act(shown_left=3)
        except (IdentityMismatch, TryAlreadyMade) as refusal:
            return type(refusal).__name__
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(click, range(4)))
    assert answers == ["IdentityMismatch"] + ["TryAlreadyMade"] * 3
