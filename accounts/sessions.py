"""Sessions in the database; a key that we never gave is no question to it, and a write is one statement."""

import re
from typing import Any
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import VALID_KEY_CHARS, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils.crypto import get_random_string

from accounts.models import Session

KEY_LENGTH = 32
# As django.contrib.sessions makes them. A cookie may hold NUL bytes, which PostgreSQL answers with an error.
_KEY = re.compile(rf"[a-z0-9]{{{KEY_LENGTH}}}")


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Keep whose session it is beside the data, in the same statement."""
        row: Session = super().create_model_instance(data)
        row.user_id = UUID(data[SESSION_KEY]) if SESSION_KEY in data else None
        return row

    def _validate_session_key(self, key: str | None) -> bool:
        return bool(key and _KEY.fullmatch(key))

    def _get_new_session_key(self) -> str:
        """Draw 165 bits without asking first whether they are taken: the table's key would refuse them."""
        return get_random_string(KEY_LENGTH, VALID_KEY_CHARS)

    def save(self, must_create: bool = False) -> None:
        """Insert in the transaction of the page, so that its end undoes a sign-in whole; or update what is there."""
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]  # absent from the stubs
        row = self.create_model_instance(data)
        if must_create:
            row.save(force_insert=True)
            return
        kept = self.model.objects.filter(pk=row.pk)
        # A sign-out elsewhere deleted it meanwhile: it must not come back.
        if not kept.update(session_data=row.session_data, expire_date=row.expire_date, user_id=row.user_id):
            raise UpdateError

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            self.model.objects.filter(pk=key).delete()
