"""Sessions in the database; a key that we never gave is no question to it, and a write is one statement."""

import re

from django.contrib.sessions.backends.base import VALID_KEY_CHARS, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils.crypto import get_random_string

KEY_LENGTH = 32
# As django.contrib.sessions makes them. A cookie may hold NUL bytes, which PostgreSQL answers with an error.
_KEY = re.compile(rf"[a-z0-9]{{{KEY_LENGTH}}}")


class SessionStore(DatabaseStore):
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
        if not kept.update(session_data=row.session_data, expire_date=row.expire_date):
            raise UpdateError

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            self.model.objects.filter(pk=key).delete()
