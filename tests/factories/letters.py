"""Letters with a code, in each state of their life."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.actors import VISITOR
from accounts.models import User
from accounts.services.sign_in import Source
from citizens.models import CodeLetter
from citizens.services.code_letters import ask_letter
from citizens.services.letter_posting import post_letters, print_letters
from tests.factories.agents import make_agent
from tests.factories.persons import NAS, make_registered_person, particulars

HERE = Source("192.0.2.1")


def asked_letter(nas: str = NAS, *, now: datetime | None = None, language: str = "fr", **changes: Any) -> CodeLetter:
    """Give the letter that the person of this number asks for, for the first time."""
    make_registered_person(nas, **changes)
    return another_letter(nas, now=now, language=language)


def another_letter(nas: str = NAS, *, now: datetime | None = None, language: str = "fr") -> CodeLetter:
    asked = {"particulars": particulars(), "language": language, "source": HERE, "by": VISITOR}
    return ask_letter(nas, **asked, now=now or timezone.now())


def printed_letter(nas: str = NAS, *, by: User | None = None, now: datetime | None = None) -> CodeLetter:
    letter = asked_letter(nas, now=now)
    print_letters([letter.pk], by=by or make_agent().user, now=now or timezone.now())
    letter.refresh_from_db()
    return letter


def posted_letter(nas: str = NAS, *, now: datetime | None = None) -> tuple[CodeLetter, str]:
    """Give a letter in the post, and the code that is on the paper alone."""
    agent, now = make_agent().user, now or timezone.now()
    letter = printed_letter(nas, by=agent, now=now)
    code = letter.code or ""
    post_letters([letter.pk], by=agent, now=now)
    letter.refresh_from_db()
    return letter, code
