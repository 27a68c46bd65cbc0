"""The open sessions of one account, read in one query whatever their number."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY

from accounts.models import Session, User
from accounts.session_marks import SEEN, STARTED, SessionPlace, place_in


@dataclass(frozen=True)
class OpenSession:
    """One session; `name` stands for it in a page, where its key would open it."""

    key: str
    name: str
    began_at: datetime
    seen_at: datetime
    place: SessionPlace
    is_this_one: bool


def open_sessions(user: User, *, key: str, now: datetime) -> list[OpenSession]:
    """Give the sessions that still open something, the latest seen first; `key` is that of the session in hand."""
    found = [
        _open_session(row, user, key=key, now=now)
        for row in Session.objects.filter(user_id=user.pk, expire_date__gt=now)
    ]
    return sorted((one for one in found if one), key=lambda one: one.seen_at, reverse=True)


def _open_session(row: Session, user: User, *, key: str, now: datetime) -> OpenSession | None:
    data = row.get_decoded()
    # A password changed since ends a session at its next page: it opens nothing any more.
    if data.get(HASH_SESSION_KEY) != user.get_session_auth_hash():
        return None
    began, seen = _moment(data.get(STARTED), now), _moment(data.get(SEEN), now)
    if now - seen > settings.SESSION_IDLE_LIMIT or now - began > settings.SESSION_ABSOLUTE_LIMIT:
        return None
    return OpenSession(row.session_key, _name(row.session_key), began, seen, place_in(data), row.session_key == key)


def _name(key: str) -> str:
    return sha256(f"accounts.session:{key}".encode()).hexdigest()[:16]


def _moment(kept: str | None, now: datetime) -> datetime:
    return datetime.fromisoformat(kept) if kept else now
