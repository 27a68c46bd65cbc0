"""Persons who have chosen an image, a phrase and four questions."""

from typing import Any

from accounts.models import User
from accounts.states import Portal, UserState
from citizens.services.security_options import choose_security_options
from tests.factories.enterprises import make_user
from tests.factories.secrets import ANSWERS

QUESTIONS = ("cachette-enfance", "peluche", "jouet-perdu", "voisins-enfance")
CHOSEN = tuple(zip(QUESTIONS, ANSWERS, strict=True))
IMAGE, PHRASE = "canot", "Les framboises du rang quatre"


def make_person(**changes: Any) -> User:
    """Give an active account of the citizens' portal, with nothing chosen."""
    return make_user(Portal.CITIZENS, **changes)


def make_person_with_options(**changes: Any) -> User:
    """Give an active account whose owner has chosen everything while creating it."""
    user = make_person(state=UserState.PENDING, **changes)
    choose_security_options(user, image=IMAGE, phrase=PHRASE, answers=CHOSEN, by=user)
    user.state = UserState.ACTIVE
    user.save(update_fields=["state"])
    return user
