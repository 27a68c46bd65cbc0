"""Two hands at the same moment: one link serves once, one change waits, one code is used."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import EmailChange, JournalEntry, PasswordReset, User
from accounts.services.email_changes import apply_due_changes, ask_delayed_change
from accounts.services.recovery import use_password_link
from accounts.services.sessions import end_sessions
from citizens.models import CitizenProfile
from citizens.queries.security import answers_of
from citizens.services.recovery import ask_new_email, recover_options, take_new_email
from tests.citizens.recovery_steps import make_owner
from tests.citizens.sign_in_steps import latest_digits
from tests.citizens.test_security_races import at_once
from tests.factories.secrets import ANSWERS, NEW_PASSWORD
from tests.factories.security_options import IMAGE, PHRASE, QUESTIONS

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
PASSWORDS = (NEW_PASSWORD, "sept outardes grises 95")


def test_a_link_used_twice_at_once_changes_the_password_once() -> None:
    owner = make_owner()
    reset = PasswordReset.objects.create(user=owner, created_at=NOW, expires_at=NOW + timedelta(minutes=30))
    acts = [lambda password=password: use_password_link(reset, password=password, now=NOW) for password in PASSWORDS]
    assert at_once(*acts) == ["done", "password_link.used"]
    changed = User.objects.get(pk=owner.pk)
    assert sum(changed.check_password(password) for password in PASSWORDS) == 1
    assert JournalEntry.objects.filter(action="account.password_changed").count() == 1


def test_a_code_used_twice_at_once_asks_for_one_change() -> None:
    owner = make_owner()
    reference = owner.identity_proof.reference
    ask_new_email(owner, email="nouvelle@exemple.ca", by=owner, now=NOW)
    digits = latest_digits()

    def take() -> object:
        return take_new_email(owner, reference=reference, digits=digits, by=owner, now=NOW)

    assert at_once(take, take) == ["done", "email_code.expired"]
    assert EmailChange.objects.count() == 1


def test_of_two_changes_asked_at_once_one_waits() -> None:
    owner = make_owner()
    addresses = ("un@exemple.ca", "deux@exemple.ca")
    acts = [lambda email=email: ask_delayed_change(owner, email=email, by=owner, now=NOW) for email in addresses]
    assert at_once(*acts) == ["done", "done"]
    assert EmailChange.objects.filter(undone_at=None).count() == 1
    assert apply_due_changes(now=NOW + timedelta(hours=48)) == 1


def test_of_two_tabs_that_choose_anew_both_leave_four_questions_and_one_set_of_choices() -> None:
    owner = make_owner()
    reference = owner.identity_proof.reference

    def choose(image: str, questions: tuple[str, ...]) -> object:
        answers = list(zip(questions, ANSWERS, strict=True))
        return recover_options(owner, image=image, phrase=PHRASE, answers=answers, reference=reference, by=owner)

    reverse = tuple(reversed(QUESTIONS))
    assert at_once(lambda: choose(IMAGE, QUESTIONS), lambda: choose("ancre", reverse)) == ["done", "done"]
    kept = (CitizenProfile.objects.get(user=owner).image, tuple(row.question for row in answers_of(owner.username)))
    assert kept in {(IMAGE, QUESTIONS), ("ancre", reverse)}
    assert end_sessions(owner) == 0
