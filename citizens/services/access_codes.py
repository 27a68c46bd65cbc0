"""« Demandez-le! »: the access code of the year for who has it no more (seed; screens.md D-01 to D-03)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.actors import OutsideActor
from accounts.models import User
from accounts.services.journal import record
from accounts.services.outbox import enqueue
from accounts.services.sign_in import Source
from citizens import events
from citizens.identity_notifications import access_code_shown
from citizens.queries.identity import accounts_of, person_asked_about
from citizens.register import PersonDetails, register
from citizens.services.identity import IdentityMismatch
from citizens.services.tries import count_try, forget_tries, take_try, tries_of

# A name, a birthday and a street are known to many; what is left to guess is an amount.
REQUEST = tries_of("access_code", everywhere=20, longest_wait=timedelta(hours=1))


def ask_access_code(
    nas: str,
    *,
    details: PersonDetails,
    source: Source,
    by: User | OutsideActor,
    now: datetime,
    shown_left: int | None = None,
) -> str:
    """Give this year's access code, which is kept nowhere: its page is the one time it is shown (screens.md D-03).

    Refuses as `verify_identity` does, with tries of its own. The accounts of the person learn of it by e-mail.
    """
    with transaction.atomic():
        take_try(REQUEST, nas=nas, source=source, now=now, shown_left=shown_left)
        code = register().access_code_for(nas, details, on=timezone.localdate(now))
        person = person_asked_about(nas)
        if code is not None:
            forget_tries(REQUEST, nas=nas, source=source)
            record(events.ACCESS_CODE_SHOWN, by=by, subject=person)
            for account in accounts_of(person.reference):
                enqueue(access_code_shown, user_id=str(account.pk))
            return code
        tries_left = count_try(REQUEST, nas=nas, source=source, now=now)
        record(events.ACCESS_CODE_MISMATCHED, by=by, subject=person)
        if not tries_left:
            record(events.ACCESS_CODE_BLOCKED, by=by, subject=person)
    raise IdentityMismatch(tries_left)
