"""A sign-in parked between the password and its last step, while the owner shuts everybody out."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actors import VISITOR
from accounts.models import JournalEntry, PasswordReset, User
from accounts.services.email_changes import take_address, undo_change
from accounts.services.passwords import change_password
from accounts.services.protection import protect_account
from accounts.services.recovery import LinkRefused, usable_link
from tests.accounts.sign_in_steps import is_signed_in
from tests.citizens.sign_in_steps import CODE, QUESTION_PAGE, SENT_CODE_PAGE, answer, latest_digits, reach_question
from tests.factories.secrets import NEW_PASSWORD
from tests.factories.security_options import make_person_with_options

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return make_person_with_options(user_code=CODE, email="rosalie@exemple.ca")


@pytest.mark.parametrize(
    "shut_out",
    [
        lambda person: protect_account(person, by=person),
        lambda person: change_password(person, password=NEW_PASSWORD, by=person),
    ],
)
def test_a_sign_in_that_waits_at_the_question_ends_with_the_password(
    client: Client, person: User, shut_out: Callable[[User], User]
) -> None:
    reach_question(client)
    client.post(QUESTION_PAGE, {"email_code": "1"})
    shut_out(person)
    assert answer(client, person)["Location"] == "/fr/citoyens/session/"
    assert client.post(SENT_CODE_PAGE, {"digits": latest_digits()})["Location"] == "/fr/citoyens/session/"
    assert not is_signed_in(client)
    assert not JournalEntry.objects.filter(action="account.signed_in").exists()


def test_a_link_sent_to_a_thief_s_address_dies_with_the_change_that_is_undone(person: User) -> None:
    now = timezone.now()
    take_address(person, email="voleur@exemple.ca", by=person, now=now)
    link = PasswordReset.objects.create(user=person, expires_at=now + timedelta(minutes=30))
    change = person.email_changes.get()
    undo_change(change, by=VISITOR, now=now)
    # Before the mail with the owner's own link has left: a queue may wait.
    with pytest.raises(LinkRefused):
        usable_link(PasswordReset.objects.get(pk=link.pk), now=timezone.now())
