"""What a person changes of their own account: e-mail (confirmed by a code), telephone, language of messages."""

from datetime import datetime

from django.db import transaction

from accounts import events
from accounts.models import EmailCode, User
from accounts.services.email_changes import take_address
from accounts.services.email_codes import check_email_code, send_email_code
from accounts.services.journal import record

EMAIL_CHANGE = "profile.email"


@transaction.atomic
def ask_email_change(user: User, *, email: str, by: User, now: datetime) -> EmailCode:
    """Send a code to the new address; refuse (`Throttled`) within a minute or past five an hour."""
    return send_email_code(EMAIL_CHANGE, subject_id=user.pk, email=email, language=user.language, now=now)


def change_email(user: User, *, digits: str, by: User, now: datetime) -> User:
    """Take the address that got the code; both are told (N-12), the former may undo it. Refuses a wrong or old code."""
    # Outside the transaction below: a wrong try stays counted.
    code = check_email_code(EMAIL_CHANGE, subject_id=user.pk, digits=digits, now=now)
    return take_address(user, email=code.email, by=by, now=now)


@transaction.atomic
def change_phone(user: User, *, phone: str, by: User) -> User:
    """Keep another telephone number."""
    locked = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    locked.phone = phone
    locked.save(update_fields=["phone"])
    record(events.PROFILE_CHANGED, by=by, subject=locked, field="phone")
    return locked


@transaction.atomic
def change_language(user: User, *, language: str, by: User) -> User:
    """Choose the language of the messages sent to this person."""
    locked = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    locked.language = language
    locked.save(update_fields=["language"])
    record(events.LANGUAGE_CHANGED, by=by, subject=locked, language=language)
    return locked
