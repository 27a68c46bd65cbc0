"""An authorization stands on several grounds; each that is missing has its name, and ending it happens once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.actors import SYSTEM
from accounts.models import JournalEntry
from ministry_services.models import Authorization
from ministry_services.rules.standing import Ground, fault_of
from ministry_services.services.authorizations import end_authorization, end_authorizations, standing
from ministry_services.states import RelyingPartyState, ServiceState
from tests.factories.authorizations import make_authorization, make_citizen_client

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SOUND = Ground(
    ended_at=None,
    ends_at=NOW + timedelta(seconds=1),
    relying_party_state=RelyingPartyState.PUBLISHED,
    service_state=ServiceState.OPEN,
    service_is_served=True,
    user_is_active=True,
    session_is_open=True,
    acr_satisfies=True,
)


def test_what_misses_nothing_stands() -> None:
    assert fault_of(SOUND, now=NOW) == ""


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"ended_at": NOW}, "authorization.ended"),
        ({"ends_at": NOW}, "authorization.expired"),
        ({"session_is_open": False}, "authorization.session_over"),
        ({"service_is_served": False}, "authorization.service_withdrawn"),
        ({"user_is_active": False}, "authorization.account_not_active"),
        ({"acr_satisfies": False}, "authorization.acr_too_low"),
        *(
            ({"relying_party_state": state}, "authorization.application_not_served")
            for state in RelyingPartyState
            if state != RelyingPartyState.PUBLISHED
        ),
        *(
            ({"service_state": state}, "authorization.service_not_open")
            for state in ServiceState
            if state != ServiceState.OPEN
        ),
    ],
)
def test_each_ground_that_is_missing_has_its_name(change: dict[str, Any], fault: str) -> None:
    assert fault_of(replace(SOUND, **change), now=NOW) == fault


@pytest.mark.django_db
def test_standing_reads_all_in_one_statement_and_ends_nothing(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    authorization = make_authorization()
    with django_assert_num_queries(1):
        assert standing(authorization, now=timezone.now()).allowed
    access = standing(authorization, now=authorization.ends_at)
    assert (access.allowed, access.reason) == (False, "authorization.expired")
    authorization.refresh_from_db()
    assert authorization.ended_at is None


@pytest.mark.django_db
def test_an_authorization_that_was_erased_does_not_stand() -> None:
    access = standing(Authorization(id=uuid4()), now=NOW)
    assert (access.allowed, access.reason) == (False, "authorization.not_found")


@pytest.mark.django_db
def test_an_end_is_said_once_with_its_reason() -> None:
    authorization = make_authorization(acting_for={"member": "m", "enterprise": "e"})
    assert end_authorization(authorization, reason="a.reason", by=SYSTEM, now=NOW)
    assert not end_authorization(authorization, reason="another", by=SYSTEM, now=NOW + timedelta(hours=1))
    authorization.refresh_from_db()
    assert authorization.ended_at == NOW
    [entry] = JournalEntry.objects.filter(action="authorization.ended")
    assert entry.details["authorization"] == str(authorization.pk)
    assert (entry.reason, entry.on_behalf_of, entry.subject_id) == ("a.reason", "e", str(authorization.user_id))


@pytest.mark.django_db
def test_several_end_together() -> None:
    client = make_citizen_client()
    several = [make_authorization(client) for _each in range(3)]
    end_authorization(several[1], reason="first", by=SYSTEM, now=NOW)
    assert end_authorizations(several, reason="second", by=SYSTEM, now=NOW) == 2
    assert not Authorization.objects.filter(ended_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_hands_one_ends_it() -> None:
    authorization = make_authorization()
    barrier, ended = Barrier(6), []

    def end() -> None:
        barrier.wait()
        ended.append(end_authorization(authorization, reason="race", by=SYSTEM, now=NOW))
        connection.close()

    threads = [Thread(target=end) for _each in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == [False] * 5 + [True]
    assert JournalEntry.objects.filter(action="authorization.ended").count() == 1
