"""Choose an image, a phrase and four questions with their answers, or replace them (screens.md C-06 to C-08, R-04)."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services.journal import record
from accounts.services.outbox import enqueue
from citizens import events
from citizens.images import image_named
from citizens.models import CitizenProfile, SecurityAnswer
from citizens.questions import question_named
from citizens.rules.answers import ANSWER_MESSAGES, QUESTIONS, AnswerFault, answer_fault, answer_material
from citizens.rules.phrase import PHRASE_MESSAGES, PhraseFault, normalise_phrase, phrase_fault
from citizens.security_notifications import security_options_changed
from clicsequr.kernel.errors import DomainError
from clicsequr.kernel.sealing import keyed_index

INDEX_PURPOSE = "citizens.SecurityAnswer.question_index"


class NoLongerOffered(DomainError):
    """An image or a question that nobody may choose now, or that never was."""

    code = "security.not_offered"
    message = _("Ce choix n’est plus offert. Choisissez-en un autre.")


class UnfitPhrase(DomainError):
    def __init__(self, fault: PhraseFault) -> None:
        self.fault = fault
        super().__init__(f"security.phrase_{fault}", PHRASE_MESSAGES[fault])


class UnfitAnswer(DomainError):
    def __init__(self, fault: AnswerFault) -> None:
        self.fault = fault
        super().__init__(f"security.answer_{fault}", ANSWER_MESSAGES[fault])


class QuestionTaken(DomainError):
    code = "security.question_taken"
    message = _("Vous avez déjà choisi cette question")


class QuestionsMissing(DomainError):
    code = "security.questions_missing"
    message = _("Choisissez quatre questions et donnez une réponse à chacune.")


@transaction.atomic
def choose_image(user: User, *, slug: str, by: User) -> CitizenProfile:
    """Keep the image of a person; refuse one not offered (`NoLongerOffered`). The same again changes nothing."""
    profile = _locked_profile(user)
    if _put_image(profile, slug):
        record(events.SECURITY_IMAGE_CHOSEN, by=by, subject=user)
        _tell_owner(user)
    return profile


@transaction.atomic
def choose_phrase(user: User, *, phrase: str, by: User) -> CitizenProfile:
    """Keep the phrase of a person, sealed; refuse one that tells a secret (`UnfitPhrase`)."""
    profile = _locked_profile(user)
    if _put_phrase(profile, phrase, user=user):
        record(events.SECURITY_PHRASE_CHOSEN, by=by, subject=user)
        _tell_owner(user)
    return profile


@transaction.atomic
def choose_question(user: User, *, position: int, question: str, answer: str, by: User) -> CitizenProfile:
    """Keep a question and its answer at one of the four places, instead of what stood there.

    Refuse a question not offered (`NoLongerOffered`) or of another place (`QuestionTaken`), and an answer that others
    guess or that another place holds (`UnfitAnswer`). The same again changes nothing.
    """
    profile = _locked_profile(user)
    if _put_question(profile, position, question, answer, user=user):
        record(events.SECURITY_QUESTION_CHOSEN, by=by, subject=user, position=position)
        _tell_owner(user)
    return profile


@transaction.atomic
def choose_security_options(
    user: User, *, image: str, phrase: str, answers: Sequence[tuple[str, str]], by: User
) -> CitizenProfile:
    """Keep all at once, instead of all that was chosen before; refuse as each choice does, and fewer than four."""
    if len(answers) != QUESTIONS:
        raise QuestionsMissing
    profile = _locked_profile(user)
    _put_image(profile, image)
    _put_phrase(profile, phrase, user=user)
    _put_questions(profile, answers, user=user)
    record(events.SECURITY_OPTIONS_CHOSEN, by=by, subject=user)
    _tell_owner(user)
    return profile


def _tell_owner(user: User) -> None:
    """Owe the owner a mail; an account that is still being created has nothing to be told of."""
    if user.is_active:
        enqueue(security_options_changed, user_id=str(user.pk))


def _locked_profile(user: User) -> CitizenProfile:
    CitizenProfile.objects.get_or_create(user=user)
    return CitizenProfile.objects.select_for_update(of=("self",)).get(user=user)


def _put_image(profile: CitizenProfile, slug: str) -> bool:
    if slug == profile.image and slug:
        return False
    image = image_named(slug)
    if image is None or image.retired:
        raise NoLongerOffered
    profile.image = slug
    profile.save(update_fields=["image"])
    return True


def _put_phrase(profile: CitizenProfile, typed: str, *, user: User) -> bool:
    phrase = normalise_phrase(typed)
    fault = phrase_fault(phrase, user_code=user.user_code, names=(user.first_name, user.last_name))
    if fault:
        raise UnfitPhrase(fault)
    if phrase == profile.phrase:
        return False
    if user.check_password(phrase):
        raise UnfitPhrase(PhraseFault.PASSWORD)
    profile.phrase = phrase
    profile.save(update_fields=["phrase"])
    return True


def _put_question(profile: CitizenProfile, position: int, slug: str, typed: str, *, user: User) -> bool:
    places = {row.position: row for row in profile.answers.all()}
    here, others = places.pop(position, None), list(places.values())
    _check_choice(slug, typed, kept=here, taken=[row.question for row in others], user=user)
    if here is not None and here.question == slug and _is_answer(here, typed):
        return False
    # Only hashes are kept: the answer is tried at every other place.
    if any(_is_answer(row, typed) for row in others):
        raise UnfitAnswer(AnswerFault.REPEATED)
    SecurityAnswer.objects.update_or_create(profile=profile, position=position, defaults=_kept_of(profile, slug, typed))
    return True


def _put_questions(profile: CitizenProfile, answers: Sequence[tuple[str, str]], *, user: User) -> None:
    kept = {row.question: row for row in profile.answers.all()}
    for place, (slug, typed) in enumerate(answers):
        before = answers[:place]
        taken, others = [earlier for earlier, _answer in before], [answer for _slug, answer in before]
        _check_choice(slug, typed, kept=kept.get(slug), taken=taken, user=user, others=others)
    profile.answers.all().delete()
    rows = [
        SecurityAnswer(profile=profile, position=position, **_kept_of(profile, slug, typed))
        for position, (slug, typed) in enumerate(answers, start=1)
    ]
    SecurityAnswer.objects.bulk_create(rows)


def _check_choice(
    slug: str,
    typed: str,
    *,
    kept: SecurityAnswer | None,
    taken: Sequence[str],
    user: User,
    others: Sequence[str] = (),
) -> None:
    """`kept` is what the person has now: a question no longer offered may stay where it is."""
    question = question_named(slug)
    if question is None or (question.retired and (kept is None or kept.question != slug)):
        raise NoLongerOffered
    if slug in taken:
        raise QuestionTaken
    fault = answer_fault(typed, question=question.texts, user_code=user.user_code, others=others)
    if fault:
        raise UnfitAnswer(fault)


def _kept_of(profile: CitizenProfile, slug: str, typed: str) -> dict[str, Any]:
    return {
        "question": slug,
        "question_index": keyed_index(f"{profile.pk}:{slug}", purpose=INDEX_PURPOSE),
        "answer_hash": make_password(answer_material(slug, typed)),
    }


def _is_answer(row: SecurityAnswer, typed: str) -> bool:
    return check_password(answer_material(row.question, typed), row.answer_hash)
