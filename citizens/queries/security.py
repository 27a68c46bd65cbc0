"""What a person chose, and what stands in its place for a code that nobody holds."""

from collections import Counter

from django.db.models import Count

from accounts.models import User
from citizens.decoys import Recognition, decoy_for
from citizens.images import image_named
from citizens.models import CitizenProfile, SecurityAnswer
from citizens.phrases import proposed_phrases
from citizens.questions import Question, question_named
from citizens.rules.answers import QUESTIONS, question_to_ask
from citizens.rules.phrase import phrase_fault
from clicsequr.kernel.statements import Lookup

# Every sign-in asks these.
_PROFILE = Lookup(CitizenProfile, "JOIN accounts_user u ON u.id = t.user_id WHERE u.username = %s")
_ANSWERS = Lookup(
    SecurityAnswer,
    "JOIN accounts_user u ON u.id = also.user_id WHERE u.username = %s ORDER BY t.position",
    also="profile",
)


def recognition_for(username: str) -> Recognition:
    """Give the image and the phrase to show before the password (S-02): one query and one drawing, known code or not.

    `username` is canonical (`C:CODE`). An account that has not chosen both yet shows a decoy too.
    """
    decoy = decoy_for(username)
    profile = _PROFILE.first(username)
    image = image_named(profile.image) if profile else None
    return Recognition(image, profile.phrase) if profile and image and profile.phrase else decoy


def answers_of(username: str) -> list[SecurityAnswer]:
    """Give the questions of an account in their order, with its profile; none for an unknown code."""
    return _ANSWERS.all(username)


def current_answer(rows: list[SecurityAnswer]) -> SecurityAnswer | None:
    """Give the one of the four to ask now; nothing while some are still to be chosen."""
    if len(rows) != QUESTIONS:
        return None
    slug = question_to_ask([row.question for row in rows], salt=rows[0].profile.question_salt)
    return next(row for row in rows if row.question == slug)


def question_for(user: User) -> Question | None:
    """Give the question of this sign-in (S-03): the same one until it is answered."""
    current = current_answer(answers_of(user.username))
    return question_named(current.question) if current else None


def phrases_to_propose(user: User, *, count: int) -> list[str]:
    """Give phrases that this person may choose as they are (C-07): nobody is offered their own name."""
    names = (user.first_name, user.last_name)
    return proposed_phrases(
        count, fits=lambda phrase: phrase_fault(phrase, user_code=user.user_code, names=names) is None
    )


def chosen_images() -> Counter[str]:
    """Give how many people chose each image: what the shares of images.toml follow."""
    rows = CitizenProfile.objects.exclude(image="").values_list("image").annotate(Count("pk")).order_by("image")
    return Counter(dict(rows))
