"""Two people at the same moment: one letter, one printing, one posting, one proof."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.actors import SYSTEM
from accounts.models import JournalEntry
from accounts.services.sign_in import Source
from citizens.models import CodeLetter
from citizens.services.letter_posting import cancel_letter, expire_letter, post_letters, print_letters
from tests.citizens.test_code_letters import ask, verify
from tests.enterprises.test_paper_form_races import at_once
from tests.factories.agents import make_agent
from tests.factories.letters import asked_letter, posted_letter, printed_letter
from tests.factories.persons import make_registered_person

pytestmark = pytest.mark.django_db(transaction=True)
NOW = timezone.now()
PLACES = [Source(f"192.0.2.{number}") for number in range(1, 5)]


def count(action: str) -> int:
    return JournalEntry.objects.filter(action=action).count()


def test_four_requests_at_once_are_one_letter() -> None:
    make_registered_person()
    assert at_once(*[lambda place=place: ask(source=place) for place in PLACES]) == ["done"] * 4
    assert CodeLetter.objects.count() == 1
    assert count("letter.asked") == 1


def test_two_agents_print_at_once_and_one_has_the_letter() -> None:
    letter, agents, taken = asked_letter(), [make_agent().user for _agent in range(2)], []

    def take(agent: Any) -> Any:
        return lambda: taken.append(print_letters([letter.pk], by=agent, now=NOW).letters)

    assert at_once(*map(take, agents)) == ["done", "done"]
    assert sorted(taken) == [0, 1]
    assert count("letter.printed") == 1


def test_two_agents_post_at_once_and_the_days_begin_once() -> None:
    letter, agents, posted = printed_letter(), [make_agent().user for _agent in range(2)], []

    def post(agent: Any) -> Any:
        return lambda: posted.append(post_letters([letter.pk], by=agent, now=NOW))

    assert at_once(*map(post, agents)) == ["done", "done"]
    assert sorted(posted) == [0, 1]
    assert count("letter.posted") == 1


def test_a_code_entered_four_times_at_once_proves_once() -> None:
    _letter, code = posted_letter()

    def enter(place: Source) -> Any:
        return lambda: verify(code, check=f"check {place.address}", source=place)

    assert at_once(*map(enter, PLACES)) == ["done", "letter.mismatch", "letter.mismatch", "letter.mismatch"]
    assert count("identity.matched") == 1


def test_a_code_entered_while_its_letter_is_cancelled_has_one_end() -> None:
    letter, code = posted_letter()
    agent = make_agent().user
    ends = at_once(lambda: verify(code), lambda: cancel_letter(letter, by=agent, reason="letter_not_asked", now=NOW))
    letter.refresh_from_db()
    assert (ends, letter.state) in (
        (["done", "letter.closed"], "used"),
        (["done", "letter.mismatch"], "cancelled"),
    )


def test_two_clocks_expire_a_letter_once() -> None:
    letter, _code = posted_letter()
    late = letter.expires_at
    assert late is not None
    assert at_once(*[lambda: expire_letter(letter.pk, now=late, by=SYSTEM)] * 2) == ["done", "done"]
    assert count("letter.expired") == 1
