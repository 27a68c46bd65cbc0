"""Two acts on one account at the same moment: one of them is told, and nothing is done twice."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.actors import SYSTEM, VISITOR
from accounts.models import EmailChange, JournalEntry, User
from accounts.services.email_changes import apply_due_changes, ask_delayed_change, take_address, undo_change
from accounts.services.purge import purge
from accounts.states import UserState
from citizens.models import AccountClosure
from citizens.services.closing import close_account, erase_account, reopen_account
from clicsequr.retention import CATEGORIES
from tests.citizens.test_security_races import at_once
from tests.factories.security_options import make_person

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=48)


def facts(action: str) -> int:
    return JournalEntry.objects.filter(action=action).count()


def email_of(user: User) -> str:
    return User.objects.get(pk=user.pk).email


def test_two_clicks_close_an_account_once() -> None:
    user = make_person()

    def close() -> object:
        return close_account(user, by=user, now=NOW)

    assert at_once(close, close) == ["done", "state.illegal_move"]
    assert (AccountClosure.objects.count(), facts("account.closing_asked")) == (1, 1)


def test_two_clicks_take_a_closing_back_once() -> None:
    user = make_person()
    closure = close_account(user, by=user, now=NOW)

    def reopen() -> object:
        return reopen_account(closure, by=user, now=NOW)

    assert at_once(reopen, reopen) == ["closing.taken_back", "done"]
    assert facts("account.reopened") == 1


def test_an_account_kept_at_the_moment_of_its_erasure_is_whole_or_erased() -> None:
    user = make_person(email="odile@exemple.ca")
    closure = close_account(user, by=user, now=NOW)

    def keep() -> object:
        return reopen_account(closure, by=user, now=closure.ends_at - timedelta(microseconds=1))

    def erase() -> object:
        return erase_account(closure, by=SYSTEM, now=closure.ends_at)

    told = at_once(keep, erase)
    state = User.objects.get(pk=user.pk).state
    assert (told, state, email_of(user)) in [
        (["done", "done"], UserState.ACTIVE, "odile@exemple.ca"),
        (["closing.too_late", "done"], UserState.CLOSED, ""),
    ]


def test_two_purges_erase_an_account_once() -> None:
    user = make_person()
    close_account(user, by=user, now=NOW)

    def run() -> object:
        return purge(CATEGORIES, now=NOW + timedelta(days=31), by=SYSTEM)

    assert at_once(run, run) == ["done", "done"]
    assert facts("account.erased") == 1


def test_two_clicks_on_the_link_undo_a_change_once() -> None:
    user = make_person(email="odile@exemple.ca")
    take_address(user, email="intrus@exemple.ca", by=user, now=NOW)
    change = EmailChange.objects.get()

    def undo() -> object:
        return undo_change(change, by=VISITOR, now=NOW)

    assert at_once(undo, undo) == ["done", "email_change.undone"]
    assert (email_of(user), facts("account.email_change_undone"), facts("account.protected")) == (
        "odile@exemple.ca",
        1,
        1,
    )


@pytest.mark.parametrize("others", [1, 2])
def test_a_delayed_change_refused_at_the_last_moment_is_made_or_refused_never_both(others: int) -> None:
    user = make_person(email="odile@exemple.ca")
    change = ask_delayed_change(user, email="nouveau@exemple.ca", by=VISITOR, now=NOW)
    just_before = LATER - timedelta(microseconds=1)
    makers = [lambda: apply_due_changes(now=LATER)] * others
    at_once(lambda: undo_change(change, by=VISITOR, now=just_before), *makers)
    kept = EmailChange.objects.get()
    assert bool(kept.undone_at) != (email_of(user) == "nouveau@exemple.ca")
    assert facts("account.email_changed") in {0, 1}
