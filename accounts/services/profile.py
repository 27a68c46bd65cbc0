"""What a person changes of their own account: e-mail (confirmed by a code), telephone, language of messages."""

import base64
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from accounts import events
from accounts.models import EmailCode, User
from accounts.notifications import email_changed
from accounts.services.email_codes import check_email_code, send_email_code
from accounts.services.journal import record
from accounts.services.outbox import enqueue
from clicsequr.kernel.sealing import seal

EMAIL_CHANGE = "profile.email"
FORMER_ADDRESS = "accounts.former_address"


@transaction.atomic
def ask_email_change(user: User, *, email: str, by: User, now: datetime) -> EmailCode:
    """Send a code to the new address; refuse (`Throttled`) within a minute or past five an hour."""
    return send_email_code(EMAIL_CHANGE, subject_id=user.pk, email=email, language=user.language, now=now)


def change_email(user: User, *, digits: str, by: User, now: datetime) -> User:
    """Take the address that got the code; both addresses are told (N-12). Refuses a wrong or old code."""
    # Outside the transaction below: a wrong try stays counted.
    code = check_email_code(EMAIL_CHANGE, subject_id=user.pk, digits=digits, now=now)
    with transaction.atomic():
        locked = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
        former, locked.email = locked.email, code.email
        locked.save(update_fields=["email"])
        record(events.EMAIL_CHANGED, by=by, subject=locked)
        for address in dict.fromkeys([former, locked.email]):
            # Sealed: the outbox keeps ids only, and the former address is nowhere else any more.
            sealed = base64.b64encode(seal(address, purpose=FORMER_ADDRESS)).decode()
            enqueue(email_changed, user_id=str(locked.pk), sealed_address=sealed)
        # A portal may have somebody to tell; it is above this application, so a setting names its handler.
        if witness := settings.EMAIL_CHANGE_WITNESSES.get(locked.portal):
            enqueue(import_string(witness), user_id=str(locked.pk))
    return locked


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
