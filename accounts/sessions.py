"""Sessions in the database; a key that we never gave is no question to it, and a page writes its session once."""

import re
from typing import Any, cast
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import VALID_KEY_CHARS, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import connection
from django.utils import timezone
from django.utils.crypto import get_random_string

from accounts.models import Session
from accounts.session_marks import SID
from clicsequr.kernel.statements import Lookup, insert

KEY_LENGTH = 32
# As django.contrib.sessions makes them. A cookie may hold NUL bytes, which PostgreSQL answers with an error.
_KEY = re.compile(rf"[a-z0-9]{{{KEY_LENGTH}}}")


_BY_KEY = Lookup(Session, "WHERE t.session_key = %s AND t.expire_date > %s")
_UPDATE = """
UPDATE accounts_session SET session_key = %s, session_data = %s, expire_date = %s, user_id = %s, sid = %s
WHERE session_key = %s
"""


class SessionStore(DatabaseStore):
    """A new key is a new name of the same row, given at the next save; what was just saved is not saved again."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._row_key: str | None = None  # the row that holds it: another than the present key until the next save
        self._row_sid: UUID | None = None  # the name of that row towards services
        self._written: bytes | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Keep whose session it is beside the data, in the same statement."""
        row = cast(Session, super().create_model_instance(data))
        row.user_id = UUID(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.sid = UUID(data[SID]) if SID in data else None
        return row

    def _validate_session_key(self, key: str | None) -> bool:
        return bool(key and _KEY.fullmatch(key))

    def _get_new_session_key(self) -> str:
        """Draw 165 bits without asking first whether they are taken: the table's key would refuse them."""
        return get_random_string(KEY_LENGTH, VALID_KEY_CHARS)

    def _get_session_from_db(self) -> Session | None:
        row = _BY_KEY.first(self.session_key, timezone.now())
        self._row_key, self._row_sid = (row.session_key, row.sid) if row else (None, None)
        if row is None:
            self._session_key = None
        return row

    def create(self) -> None:
        self._get_session(no_load=True)  # type: ignore[attr-defined]  # absent from the stubs; nothing to read
        self._session_key, self._row_key, self._written = self._get_new_session_key(), None, None
        self.modified = True

    def cycle_key(self) -> None:
        """Take another key: the former one stops opening this session as soon as it is saved."""
        kept = self._session  # type: ignore[attr-defined]  # it may have to be read first
        row_key = self._row_key
        self.create()
        self._session_cache, self._row_key = kept, row_key

    def save(self, must_create: bool = False) -> None:
        """Write it in one statement, or none where nothing changed since this request wrote it.

        Whoever opens a session saves it in the transaction of the page, whose end then undoes a sign-in whole.
        """
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        if self.session_key is None:
            self.create()
        content = self.serializer().dumps(data)
        if content == self._written:
            return
        row = self.create_model_instance(data)
        if self._row_key is None or not self._rewrite(row):
            insert(row)
        self._row_key, self._row_sid, self._written = row.session_key, row.sid, content

    def _rewrite(self, row: Session) -> bool:
        values: list[Any] = [row.session_key, row.session_data, row.expire_date, row.user_id, row.sid, self._row_key]
        with connection.cursor() as cursor:
            cursor.execute(_UPDATE, values)
            if cursor.rowcount:
                return True
        # A sign-out elsewhere deleted it meanwhile: it must not come back, under another key neither (a step-up takes
        # one, and what services hold hangs on its name), but a sign-in here begins another.
        if row.session_key == self._row_key or (row.sid is not None and row.sid == self._row_sid):
            raise UpdateError
        return False

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self._row_key or self.session_key:
            self.model.objects.filter(pk=key).delete()
            self._row_key, self._written = None, None
