"""The question of a sign-in: one of the four, the same until answered, five tries (screens.md S-02, S-03)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from nacl.pwhash import argon2id
from pytest_django import DjangoAssertNumQueries

from accounts.models import JournalEntry, OutboxMessage, User
from accounts.services.sign_in import Source
from accounts.services.throttles import forget_all_about
from citizens.decoys import decoy_for
from citizens.models import CitizenProfile
from citizens.queries.security import answers_of, question_for, recognition_for
from citizens.services.security_answers import QuestionChanged, WrongAnswer, check_answer
from citizens.services.security_options import choose_image
from clicsequr.kernel.errors import Throttled
from tests.factories.secrets import ANSWERS
from tests.factories.security_options import CHOSEN, IMAGE, PHRASE, QUESTIONS, make_person, make_person_with_options

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
HERE, ELSEWHERE = Source(address="192.0.2.1"), Source(address="198.51.100.7")
WRONG = "une autre réponse"


def asked(user: User) -> str:
    question = question_for(user)
    assert question is not None
    return question.slug


def answer(user: User, typed: str, *, source: Source = HERE, now: datetime = NOW) -> None:
    check_answer(user.username, question=asked(user), typed=typed, source=source, now=now)


def fail(user: User, times: int, *, source: Source = HERE, now: datetime = NOW) -> list[int]:
    left = []
    for _time in range(times):
        with pytest.raises(WrongAnswer) as refused:
            answer(user, WRONG, source=source, now=now)
        left.append(refused.value.tries_left)
    return left


def actions() -> list[str]:
    return list(JournalEntry.objects.order_by("id").values_list("action", flat=True))


def test_each_answer_is_accepted_however_it_is_typed() -> None:
    user = make_person_with_options()
    for salt in range(4):
        CitizenProfile.objects.filter(user=user).update(question_salt=salt)
        assert asked(user) == QUESTIONS[salt]
        answer(user, f" {ANSWERS[salt].upper().replace('-', ' ')}! ")


def test_the_answer_to_another_question_is_wrong() -> None:
    user = make_person_with_options()
    CitizenProfile.objects.filter(user=user).update(question_salt=0)
    with pytest.raises(WrongAnswer):
        answer(user, ANSWERS[1])


def test_a_hash_moved_to_another_question_proves_nothing() -> None:
    user = make_person_with_options()
    CitizenProfile.objects.filter(user=user).update(question_salt=0)
    rows = answers_of(user.username)
    rows[0].answer_hash = rows[1].answer_hash
    rows[0].save(update_fields=["answer_hash"])
    with pytest.raises(WrongAnswer):
        answer(user, ANSWERS[1])


def test_the_same_question_is_asked_until_it_is_answered() -> None:
    user = make_person_with_options()
    salt = CitizenProfile.objects.get(user=user).question_salt
    first = asked(user)
    fail(user, 3)
    assert asked(user) == first
    answer(user, dict(CHOSEN)[first])
    assert CitizenProfile.objects.get(user=user).question_salt != salt


def test_every_question_comes_in_its_turn() -> None:
    user = make_person_with_options()
    seen = set()
    for _sign_in in range(60):
        seen.add(asked(user))
        answer(user, dict(CHOSEN)[asked(user)])
        if len(seen) == 4:
            break
    assert seen == set(QUESTIONS)


def test_a_page_left_open_is_told_without_a_try() -> None:
    user = make_person_with_options()
    other = next(slug for slug in QUESTIONS if slug != asked(user))
    with pytest.raises(QuestionChanged):
        check_answer(user.username, question=other, typed=dict(CHOSEN)[other], source=HERE, now=NOW)
    assert actions() == ["security.options_chosen"]
    assert fail(user, 1) == [4]


def test_five_wrong_answers_then_a_wait_that_grows() -> None:
    user = make_person_with_options()
    assert fail(user, 5) == [4, 3, 2, 1, 0]
    with pytest.raises(Throttled) as waiting:
        answer(user, dict(CHOSEN)[asked(user)])
    assert waiting.value.retry_at == NOW + timedelta(minutes=30)
    later = NOW + timedelta(minutes=30)
    fail(user, 1, now=later)
    with pytest.raises(Throttled) as waiting:
        answer(user, dict(CHOSEN)[asked(user)], now=later)
    assert waiting.value.retry_at == later + timedelta(hours=1)
    answer(user, dict(CHOSEN)[asked(user)], now=later + timedelta(hours=1))
    assert fail(user, 1, now=later + timedelta(hours=1)) == [4]


def test_failures_elsewhere_do_not_shut_the_owner_out() -> None:
    user = make_person_with_options()
    fail(user, 5, source=ELSEWHERE)
    answer(user, dict(CHOSEN)[asked(user)], source=HERE)


def test_many_places_together_guess_twenty_times_and_no_more() -> None:
    user = make_person_with_options()
    for place in range(20):
        fail(user, 1, source=Source(address=f"203.0.113.{place}"))
    with pytest.raises(Throttled):
        answer(user, dict(CHOSEN)[asked(user)], source=Source(address="203.0.113.99"))
    forget_all_about(user.username)  # by an agent's hand, for the caller
    answer(user, dict(CHOSEN)[asked(user)], source=Source(address="203.0.113.99"))


def test_refused_answers_are_journalled_without_a_word_of_them() -> None:
    user = make_person_with_options()
    fail(user, 5)
    assert actions() == ["security.options_chosen", *["security.answer_refused"] * 5, "account.locked"]
    assert set(JournalEntry.objects.values_list("subject_id", flat=True)) == {str(user.pk)}
    assert not [row.details for row in JournalEntry.objects.order_by("id") if row.details]
    assert OutboxMessage.objects.count() == 1


def test_a_known_and_an_unknown_code_cost_the_same_statements_and_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    user = make_person_with_options()
    hashed: list[str] = []
    for name in ("str", "verify"):
        real = getattr(argon2id, name)
        monkeypatch.setattr(
            argon2id, name, lambda *args, real=real, **rest: (hashed.append("hash"), real(*args, **rest))[1]
        )
    costs = []
    for username, question, source in ((user.username, asked(user), HERE), ("C:PERSONNE", "peluche", ELSEWHERE)):
        hashed.clear()
        with CaptureQueriesContext(connection) as queries, pytest.raises(WrongAnswer):
            check_answer(username, question=question, typed=WRONG, source=source, now=NOW)
        costs.append((len(hashed), [query["sql"].split(" ", 1)[0] for query in queries]))
    assert costs[0] == costs[1]
    assert costs[0][0] == 1


def test_an_answer_given_rightly_is_hashed_again_at_the_present_cost(settings: LazySettings) -> None:
    user = make_person_with_options()
    settings.ARGON2_TIME_COST = 2
    question = asked(user)
    answer(user, dict(CHOSEN)[question])
    costs = {row.question: row.answer_hash.split("$")[3] for row in answers_of(user.username)}
    assert costs == {slug: f"m=8192,t={2 if slug == question else 1},p=1" for slug in QUESTIONS}


def test_nothing_is_asked_before_all_four_are_chosen() -> None:
    user = make_person_with_options()
    answers_of(user.username)[3].delete()
    assert question_for(user) is None
    with pytest.raises(WrongAnswer):
        check_answer(user.username, question=QUESTIONS[0], typed=ANSWERS[0], source=HERE, now=NOW)


def test_a_person_recognises_the_site_by_their_image_and_phrase() -> None:
    user = make_person_with_options()
    shown = recognition_for(user.username)
    assert (shown.image.slug, shown.phrase) == (IMAGE, PHRASE)


def test_an_unknown_code_and_an_unfinished_account_show_a_decoy() -> None:
    unfinished = make_person()
    choose_image(unfinished, slug="cactus", by=unfinished)
    for username in ("C:PERSONNE", unfinished.username):
        assert recognition_for(username) == decoy_for(username)


def test_a_known_and_an_unknown_code_are_shown_in_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    user = make_person_with_options()
    for username in (user.username, "C:PERSONNE"):
        with django_assert_num_queries(1):
            recognition_for(username)
