"""The owner learns of every change to how they are recognised."""

from collections.abc import Callable

import pytest
from django.core import mail

from accounts.models import OutboxMessage, User
from accounts.services.outbox import deliver
from accounts.states import UserState
from citizens.services.security_options import choose_image, choose_phrase, choose_question, choose_security_options
from tests.factories.secrets import ANSWERS
from tests.factories.security_options import CHOSEN, IMAGE, PHRASE, make_person, make_person_with_options

pytestmark = pytest.mark.django_db
NEW_PHRASE = "Un tout autre phare"


def replace_all(user: User) -> object:
    return choose_security_options(user, image="phare", phrase=NEW_PHRASE, answers=CHOSEN, by=user)


CHANGES: list[Callable[[User], object]] = [
    lambda user: choose_image(user, slug="phare", by=user),
    lambda user: choose_phrase(user, phrase=NEW_PHRASE, by=user),
    lambda user: choose_question(user, position=1, question="plat-rate", answer="Le soufflé de Noël", by=user),
    replace_all,
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_told_once_and_says_nothing_of_it(change: Callable[[User], object]) -> None:
    user = make_person_with_options()
    change(user)
    assert deliver(OutboxMessage.objects.get().pk) is True
    assert [(message.to, message.subject) for message in mail.outbox] == [
        ([user.email], "Options de sécurité modifiées")
    ]
    for told in ("phare", NEW_PHRASE, user.user_code, "soufflé", *ANSWERS):
        assert told not in str(mail.outbox[0].body)


def test_nobody_is_told_while_the_account_is_created_or_nothing_changes() -> None:
    newcomer = make_person(state=UserState.PENDING)
    replace_all(newcomer)
    user = make_person_with_options()
    choose_image(user, slug=IMAGE, by=user)
    choose_phrase(user, phrase=PHRASE, by=user)
    assert not OutboxMessage.objects.exists()
