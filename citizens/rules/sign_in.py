"""After the right password: what the state of a person's account allows (screens.md §17)."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from accounts.states import UserState

if TYPE_CHECKING:
    from accounts.models import User


class Standing(StrEnum):
    READY = "ready"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    PASSWORD_EXPIRED = "password_expired"  # noqa: S105  the name of a state


def standing(user: "User", *, now: datetime) -> Standing:
    """Say where the right password leads. An account being closed goes on: its owner may still keep it (K-05)."""
    if user.state == UserState.SUSPENDED:
        return Standing.SUSPENDED
    if user.state not in {UserState.ACTIVE, UserState.CLOSING}:
        return Standing.CLOSED
    if user.password_expires_at is not None and user.password_expires_at <= now:
        return Standing.PASSWORD_EXPIRED
    return Standing.READY
