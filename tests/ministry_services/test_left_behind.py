"""An authorization outlives neither its session nor its account: beat ends what is left and owes the notices."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import JournalEntry, OutboxMessage, Session, User
from accounts.states import UserState
from ministry_services.models import Authorization
from ministry_services.queries.endings import left_behind
from ministry_services.services.endings import end_left_behind
from ministry_services.tasks import end_authorizations_left_behind
from tests.accounts.sign_in_steps import sign_in
from tests.factories.authorizations import make_authorization
from tests.factories.enterprises import make_rse, make_user

NEW_PASSWORD = "une autre phrase bien longue 7"


def owed() -> int:
    return OutboxMessage.objects.filter(handler__endswith="session_over").count()


def reasons() -> list[str]:
    return list(JournalEntry.objects.filter(action="authorization.ended").values_list("reason", flat=True))


@pytest.mark.django_db
def test_what_stands_is_left_alone() -> None:
    make_authorization()
    assert end_authorizations_left_behind() == 0
    assert (Authorization.objects.get().ended_at, owed(), reasons()) == (None, 0, [])


@pytest.mark.django_db
def test_a_session_closed_elsewhere_ends_what_it_opened_and_the_application_is_told_once() -> None:
    held, other = make_authorization(), make_authorization()
    Session.objects.filter(sid=held.sid).delete()
    assert [end_authorizations_left_behind(), end_authorizations_left_behind()] == [1, 0]
    assert (owed(), reasons()) == (1, ["session.gone"])
    assert Authorization.objects.get(ended_at=None) == other


@pytest.mark.django_db
@pytest.mark.parametrize("state", [UserState.SUSPENDED, UserState.CLOSED, UserState.CLOSING])
def test_an_account_that_stopped_ends_them_too(state: UserState) -> None:
    held = make_authorization()
    User.objects.filter(pk=held.user.pk).update(state=state)
    assert end_authorizations_left_behind() == 1
    assert (owed(), reasons()) == (1, ["session.gone"])


@pytest.mark.django_db
def test_the_end_of_its_time_is_no_news_to_the_application() -> None:
    make_authorization(ends_at=timezone.now() - timedelta(seconds=1))
    assert end_authorizations_left_behind() == 1
    assert (owed(), reasons()) == (0, ["authorization.expired"])


@pytest.mark.django_db
def test_a_new_password_ends_what_other_sessions_opened_and_no_other(client: Client) -> None:
    rse = make_rse(user=make_user(user_code="KLMT4829"))
    elsewhere = Client()
    for browser in (client, elsewhere):
        sign_in(browser, "KLMT4829")
    here, there = (
        make_authorization(user=rse.user, sid=browser.session["sid"], acting_for={}) for browser in (client, elsewhere)
    )
    answer = client.post("/fr/profil/mot-de-passe/", {"password": NEW_PASSWORD, "password_again": NEW_PASSWORD})
    assert answer.status_code == 302, answer.context["form"].errors
    assert client.get("/fr/profil/").status_code == 200
    assert end_authorizations_left_behind() == 1
    assert Authorization.objects.get(ended_at=None).pk == here.pk
    assert Authorization.objects.exclude(ended_at=None).get().pk == there.pk


@pytest.mark.django_db
def test_many_go_in_batches_of_a_known_cost(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _turn in range(5):
        make_authorization()
    Session.objects.all().delete()
    assert [end_left_behind(now=timezone.now(), limit=2) for _turn in range(4)] == [2, 2, 1, 0]
    with django_assert_num_queries(3):  # savepoint, look, release
        end_left_behind(now=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_tell_each_application_once() -> None:
    for _turn in range(10):
        make_authorization()
    Session.objects.all().delete()

    def tick() -> int:
        try:
            return end_authorizations_left_behind()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        ended = [tick.result() for tick in [pool.submit(tick), pool.submit(tick)]]
    assert sum(ended) == owed() == len(reasons()) == 10


@pytest.mark.django_db(transaction=True)
def test_beat_waits_for_no_page() -> None:
    held = make_authorization()
    Session.objects.all().delete()

    def look() -> int:
        try:
            with transaction.atomic():
                return len(left_behind(now=timezone.now(), limit=10))
        finally:
            connections.close_all()

    with transaction.atomic():
        Authorization.objects.select_for_update().get(pk=held.pk)
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(look).result(timeout=10) == 0
    assert look() == 1
