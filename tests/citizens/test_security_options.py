"""Choosing an image, a phrase and four questions, and replacing them (screens.md C-06 to C-08, R-04)."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import JournalEntry, User
from citizens import images, questions
from citizens.models import CitizenProfile, SecurityAnswer
from citizens.queries.security import answers_of, chosen_images, phrases_to_propose
from citizens.rules.phrase import PhraseFault
from citizens.services.security_options import (
    NoLongerOffered,
    QuestionsMissing,
    QuestionTaken,
    UnfitAnswer,
    UnfitPhrase,
    choose_image,
    choose_phrase,
    choose_question,
    choose_security_options,
)
from tests.factories.secrets import ANSWERS, PASSWORD
from tests.factories.security_options import CHOSEN, IMAGE, PHRASE, QUESTIONS, make_person, make_person_with_options

pytestmark = pytest.mark.django_db


def kept(user: User) -> tuple[object, ...]:
    """Give all that a person has chosen, hashes included."""
    profile = CitizenProfile.objects.filter(user=user).first()
    rows = [(row.position, row.question, row.answer_hash) for row in answers_of(user.username)]
    return (profile and (profile.image, profile.phrase, profile.question_salt), rows, told(user))


def told(user: User) -> list[str]:
    return list(JournalEntry.objects.filter(subject_id=str(user.pk)).order_by("id").values_list("action", flat=True))


def test_a_person_chooses_step_by_step() -> None:
    user = make_person()
    choose_image(user, slug=IMAGE, by=user)
    choose_phrase(user, phrase=f"  {PHRASE} ", by=user)
    for position, (question, answer) in enumerate(CHOSEN, start=1):
        choose_question(user, position=position, question=question, answer=answer, by=user)
    profile = CitizenProfile.objects.get(user=user)
    assert (profile.image, profile.phrase) == (IMAGE, PHRASE)
    assert [row.question for row in answers_of(user.username)] == list(QUESTIONS)
    assert told(user) == ["security.image_chosen", "security.phrase_chosen", *["security.question_chosen"] * 4]


def test_all_at_once_is_one_fact() -> None:
    user = make_person_with_options()
    assert told(user) == ["security.options_chosen"]
    assert [row.question for row in answers_of(user.username)] == list(QUESTIONS)
    assert chosen_images() == {IMAGE: 1}


def test_nothing_chosen_can_be_read_in_the_database() -> None:
    make_person_with_options()
    with connection.cursor() as cursor:
        cursor.execute("SELECT phrase FROM citizens_citizenprofile")
        stored = [bytes(value) for row in cursor.fetchall() for value in row]
        cursor.execute("SELECT question, question_index, answer_hash FROM citizens_securityanswer")
        stored += [bytes(value) for row in cursor.fetchall() for value in row]
    assert len(stored) == 13
    for words in (PHRASE, *ANSWERS, *QUESTIONS, "argon2"):
        assert not [value for value in stored if words.encode() in value]


def test_answers_are_kept_as_argon2id_of_their_own_question() -> None:
    user = make_person_with_options()
    hashes = [row.answer_hash for row in answers_of(user.username)]
    assert all(value.startswith("argon2$argon2id$") for value in hashes)
    assert len(set(hashes)) == 4


def test_the_same_choice_twice_changes_nothing() -> None:
    user = make_person_with_options()
    before = kept(user)
    choose_image(user, slug=IMAGE, by=user)
    choose_phrase(user, phrase=PHRASE, by=user)
    choose_question(user, position=2, question=QUESTIONS[1], answer=ANSWERS[1].upper(), by=user)
    assert kept(user) == before


def test_one_question_is_replaced_at_its_place() -> None:
    user = make_person_with_options()
    before = {row.position: row.answer_hash for row in answers_of(user.username)}
    choose_question(user, position=2, question="plat-rate", answer="Le soufflé de Noël", by=user)
    after = answers_of(user.username)
    assert [row.question for row in after] == [QUESTIONS[0], "plat-rate", QUESTIONS[2], QUESTIONS[3]]
    assert [row.position for row in after if row.answer_hash != before[row.position]] == [2]


def test_all_options_are_replaced_whatever_their_former_places() -> None:
    user = make_person_with_options()
    other_answers = [(question, answer) for question, answer in reversed(CHOSEN)]
    choose_security_options(user, image="phare", phrase="Un tout autre phare", answers=other_answers, by=user)
    assert [row.question for row in answers_of(user.username)] == list(reversed(QUESTIONS))
    assert CitizenProfile.objects.get(user=user).image == "phare"
    assert SecurityAnswer.objects.count() == 4


@pytest.mark.parametrize(
    ("question", "answer", "refusal", "code"),
    [
        (QUESTIONS[0], "autre chose", QuestionTaken, "security.question_taken"),
        ("couleur-preferee", "autre chose", NoLongerOffered, "security.not_offered"),
        ("plat-rate", "", UnfitAnswer, "security.answer_empty"),
        ("plat-rate", "mal réussi", UnfitAnswer, "security.answer_question"),
        ("plat-rate", ANSWERS[3].replace("-", " ").lower(), UnfitAnswer, "security.answer_repeated"),
    ],
)
def test_a_refused_question_changes_nothing(question: str, answer: str, refusal: type, code: str) -> None:
    user = make_person_with_options()
    before = kept(user)
    with pytest.raises(refusal) as refused:
        choose_question(user, position=2, question=question, answer=answer, by=user)
    assert refused.value.code == code
    assert str(refused.value.message)
    assert kept(user) == before


@pytest.mark.parametrize(
    ("phrase", "fault"),
    [
        ("", PhraseFault.EMPTY),
        ("seul", PhraseFault.LENGTH),
        ("chez Odile au lac", PhraseFault.NAME),
        ("mon code ODIL8812 à moi", PhraseFault.CODE),
        (PASSWORD, PhraseFault.PASSWORD),
    ],
)
def test_a_refused_phrase_changes_nothing(phrase: str, fault: PhraseFault) -> None:
    user = make_person_with_options(user_code="ODIL8812")
    before = kept(user)
    with pytest.raises(UnfitPhrase) as refused:
        choose_phrase(user, phrase=phrase, by=user)
    assert refused.value.fault == fault
    assert kept(user) == before


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"answers": CHOSEN[:3]}, QuestionsMissing),
        ({"answers": (*CHOSEN[:3], CHOSEN[0])}, QuestionTaken),
        ({"answers": (*CHOSEN[:3], ("plat-rate", ANSWERS[0]))}, UnfitAnswer),
        ({"image": "dragon"}, NoLongerOffered),
        ({"image": ""}, NoLongerOffered),
        ({"phrase": "mot"}, UnfitPhrase),
    ],
)
def test_a_refused_replacement_changes_nothing(changes: dict[str, object], refusal: type) -> None:
    user = make_person_with_options()
    before = kept(user)
    options: dict[str, object] = {"image": "phare", "phrase": "Un tout autre phare", "answers": CHOSEN, **changes}
    with pytest.raises(refusal):
        choose_security_options(user, **options, by=user)  # type: ignore[arg-type]
    assert kept(user) == before


def test_what_is_retired_stays_with_who_chose_it_and_is_offered_to_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    faithful, newcomer = make_person_with_options(), make_person()
    old_images = tuple(replace(image, retired=image.slug == IMAGE) for image in images.images())
    old_questions = tuple(replace(one, retired=one.slug == QUESTIONS[0]) for one in questions.questions())
    monkeypatch.setattr(images, "images", lambda: old_images)
    monkeypatch.setattr(questions, "questions", lambda: old_questions)
    choose_security_options(faithful, image=IMAGE, phrase=PHRASE, answers=CHOSEN, by=faithful)
    with pytest.raises(NoLongerOffered):
        choose_image(newcomer, slug=IMAGE, by=newcomer)
    with pytest.raises(NoLongerOffered):
        choose_question(newcomer, position=1, question=QUESTIONS[0], answer=ANSWERS[0], by=newcomer)


def test_the_database_itself_refuses_a_fifth_place_and_the_same_question_twice() -> None:
    row = answers_of(make_person_with_options().username)[0]
    values = {"profile": row.profile, "question": "x", "answer_hash": "x"}
    for wrong in ({"position": 5, "question_index": b"new"}, {"position": 1, "question_index": b"new"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SecurityAnswer.objects.create(**values, **wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        SecurityAnswer.objects.filter(profile=row.profile, position=2).update(question_index=row.question_index)


def test_one_persons_choices_are_not_anothers() -> None:
    first, second = make_person_with_options(), make_person_with_options()
    before = kept(first)
    choose_image(second, slug="phare", by=second)
    choose_question(second, position=1, question="plat-rate", answer=ANSWERS[0], by=second)
    assert kept(first) == before


def test_a_proposed_phrase_may_be_chosen_as_it_is() -> None:
    user = make_person(first_name="Bruno", last_name="Sapin")
    proposed = phrases_to_propose(user, count=6)
    assert len(proposed) == 6
    assert not [phrase for phrase in proposed if "bruno" in phrase.lower()]
    choose_phrase(user, phrase=proposed[0], by=user)
    assert CitizenProfile.objects.get(user=user).phrase == proposed[0]
