"""What the journal says of one person, to that person."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from accounts.events import SIGNED_IN, codes_for_person
from accounts.models import JournalEntry, User

ACCOUNT = "accounts.User"  # how the journal names an account
SHOWN = timedelta(days=366)


def activity_of(user: User, *, now: datetime) -> QuerySet[JournalEntry]:
    """Give what the person did and what was done about their account in twelve months, newest first."""
    theirs = Q(actor_id=str(user.pk)) | Q(subject_type=ACCOUNT, subject_id=str(user.pk))
    return JournalEntry.objects.filter(theirs, action__in=codes_for_person(), recorded_at__gt=now - SHOWN).order_by(
        "-id"
    )


def last_sign_in(user: User) -> datetime | None:
    """Give when the person signed in before the session they are in; nothing at their first."""
    sign_ins = JournalEntry.objects.filter(actor_id=str(user.pk), action=SIGNED_IN.code).order_by("-id")
    return sign_ins.values_list("recorded_at", flat=True)[1:2].first()
