"""Sessions in the database; a key that we never gave is no question to it."""

import re

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

# As django.contrib.sessions makes them. A cookie may hold NUL bytes, which PostgreSQL answers with an error.
_KEY = re.compile(r"[a-z0-9]{32}")


class SessionStore(DatabaseStore):
    def _validate_session_key(self, key: str | None) -> bool:
        return bool(key and _KEY.fullmatch(key))
