"""End sessions: one, all but one, all."""

from django.db import transaction

from accounts import events
from accounts.models import Session, User
from accounts.queries.sessions import OpenSession
from accounts.services.journal import record


def end_sessions(user: User, *, except_key: str = "") -> int:
    """End every session of an account, or all but one; give how many rows went."""
    return Session.objects.filter(user_id=user.pk).exclude(pk=except_key).delete()[0]


@transaction.atomic
def end_session(session: OpenSession, *, by: User) -> None:
    """End one session of its owner; harmless when it is over already."""
    if Session.objects.filter(pk=session.key, user_id=by.pk).delete()[0]:
        record(events.SESSION_ENDED, by=by, subject=by)


@transaction.atomic
def end_other_sessions(user: User, *, key: str, by: User) -> int:
    """End every session but the one in hand; give how many."""
    ended = end_sessions(user, except_key=key)
    if ended:
        record(events.SESSION_ENDED, by=by, subject=user, count=ended)
    return ended
