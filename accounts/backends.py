"""Find an account by its canonical name; an unknown one costs the same hash as a known one."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from accounts.models import User
from clicsequr.kernel.statements import Lookup

_BY_NAME = Lookup(User, "WHERE t.username = %s")
_BY_ID = Lookup(User, "WHERE t.id = %s")


class UserCodeBackend(ModelBackend):
    """Check the password only: what a state allows is said after it, by the sign-in itself (screens.md §17)."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        if username is None or password is None:
            return None
        user = _BY_NAME.first(username)
        if user is None:
            User().set_password(password)  # same time for an unknown code (architecture.md 2.10)
            return None
        return user if user.check_password(password) else None

    def get_user(self, user_id: Any) -> User | None:
        """Load who a session belongs to: every page of a session asks it."""
        user = _BY_ID.first(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: Any) -> bool:
        return bool(getattr(user, "is_active", False))
