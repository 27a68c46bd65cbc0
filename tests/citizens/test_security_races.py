"""Two tabs at the same moment: four different questions all the same, and every wrong answer counted."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connections, transaction

from accounts.models import JournalEntry, User
from accounts.services.sign_in import Source
from citizens.models import CitizenProfile
from citizens.queries.security import answers_of, question_for
from citizens.services.security_answers import check_answer
from citizens.services.security_options import choose_image, choose_question
from clicsequr.kernel.errors import DomainError
from tests.factories.secrets import ANSWERS
from tests.factories.security_options import make_person, make_person_with_options

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run the acts together, each kept as a page keeps it; give « done », or the code of its refusal, of each."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        start.wait(timeout=10)
        try:
            with transaction.atomic():
                return refusal_of(act)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(done.result(timeout=30) for done in [pool.submit(run, act) for act in acts])


def refusal_of(act: Callable[[], object]) -> str:
    try:
        act()
    except DomainError as refusal:
        return refusal.code
    return "done"


def test_two_tabs_choose_the_same_question_and_one_is_told() -> None:
    user = make_person()

    def choose(position: int) -> Callable[[], object]:
        return lambda: choose_question(user, position=position, question="peluche", answer=ANSWERS[position], by=user)

    assert at_once(choose(1), choose(2)) == ["done", "security.question_taken"]
    assert len(answers_of(user.username)) == 1


def test_two_tabs_choose_an_image_and_one_profile_is_made() -> None:
    user = make_person()
    assert at_once(*[lambda: choose_image(user, slug="phare", by=user)] * 3) == ["done"] * 3
    assert CitizenProfile.objects.count() == 1
    assert JournalEntry.objects.filter(action="security.image_chosen").count() == 1


def guess(user: User, question: str) -> Callable[[], object]:
    source = Source(address="192.0.2.1")
    return lambda: check_answer(user.username, question=question, typed="au hasard", source=source, now=NOW)


def test_answers_guessed_in_parallel_are_all_counted() -> None:
    user = make_person_with_options()
    question = question_for(user)
    assert question is not None
    told = at_once(*[guess(user, question.slug)] * 8)
    assert told == ["domain.throttled"] * 3 + ["security.wrong_answer"] * 5
