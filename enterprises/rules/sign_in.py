"""After the right password: what the account, its registration and its enterprise allow (screens.md §17)."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from accounts.states import UserState
from enterprises.states import EnterpriseState, MemberState, RegistrationState

if TYPE_CHECKING:
    from accounts.models import User
    from enterprises.models import Member, Registration


class Standing(StrEnum):
    READY = "ready"
    LEGACY_TERMS = "legacy_terms"
    NOT_ACTIVATED = "not_activated"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    ENTERPRISE_INACTIVE = "enterprise_inactive"
    PASSWORD_EXPIRED = "password_expired"  # noqa: S105  the name of a state


_CLOSED = {MemberState.SUSPENDED: Standing.SUSPENDED, MemberState.REVOKED: Standing.REVOKED}


def standing(user: "User", member: "Member | None", registration: "Registration | None", *, now: datetime) -> Standing:
    """Say where the right password leads. `registration` matters only while the account is not open."""
    if user.state != UserState.ACTIVE:
        return _standing_of_closed(user, registration)
    if member is None or member.state in _CLOSED:
        return _CLOSED[MemberState(member.state)] if member else Standing.REVOKED
    if member.enterprise.state != EnterpriseState.ACTIVE:
        return Standing.ENTERPRISE_INACTIVE
    if user.password_expires_at is not None and user.password_expires_at <= now:
        return Standing.PASSWORD_EXPIRED
    is_legacy = member.enterprise.is_legacy and member.enterprise.terms_accepted_at is None
    return Standing.LEGACY_TERMS if is_legacy else Standing.READY


def _standing_of_closed(user: "User", registration: "Registration | None") -> Standing:
    """A registration not activated explains itself; any other closed account was suspended or revoked."""
    unfinished = registration is not None and registration.state != RegistrationState.ACTIVATED
    if unfinished and user.state != UserState.SUSPENDED:
        return Standing.NOT_ACTIVATED
    return Standing.SUSPENDED if user.state == UserState.SUSPENDED else Standing.REVOKED
