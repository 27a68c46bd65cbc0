"""What the provider asks of a portal: may this person open this service now, in whose name, and what may be told.

A portal names its policy in the setting PORTAL_ACCESS_POLICIES. The provider asks it at the authorization, at each
refresh, at userinfo, at introspection and at the live check, and decides nothing itself (architecture.md §4).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from accounts.models import User
from ministry_services.models import OnlineService


@dataclass(frozen=True)
class Access:
    """The answer of a portal. `reason` is for its own pages; a service is never told it.

    `acting_for` is the portal's mark of the membership and of the enterprise, kept with the authorization and given
    back at every later decision. `details` is one object of `authorization_details` (RFC 9396 §2), `actor` the `act`
    claim (RFC 8693 §4.1); both are None where nobody but the person is concerned.
    """

    allowed: bool
    reason: str = ""
    acting_for: Mapping[str, str] = field(default_factory=dict)
    details: Mapping[str, Any] | None = None
    actor: Mapping[str, Any] | None = None


class AccessPolicy(Protocol):
    def entering(self, request: HttpRequest, service: OnlineService, *, enterprise: str, now: datetime) -> Access:
        """Decide for the session in hand. `enterprise`: a NEQ the service asked for, or nothing.

        Raises ChoiceNeeded when the person has several enterprises that hold the right and has chosen none.
        """

    def current(
        self, user: User, service: OnlineService, acting_for: Mapping[str, str], *, subject: str, now: datetime
    ) -> Access:
        """Decide again for an authorization given earlier. `subject`: the name the service knows the person by."""

    def between(self, user: User, service: OnlineService, *, enterprise: str, now: datetime) -> Access:
        """Decide for a person and a NEQ, as a service asks without a session (GET /api/v1/access)."""

    def claims(self, user: User, *, scope: frozenset[str]) -> dict[str, Any]:
        """Give the claims of this portal that the scope lets tell, beside the standard ones."""


class ChoiceNeeded(Exception):
    """The person must first choose in whose name; `address` is the page where they do (G-02)."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(address)


@cache
def policy_of(portal: str) -> AccessPolicy:
    """Give the policy of a portal."""
    policy: AccessPolicy = import_string(settings.PORTAL_ACCESS_POLICIES[portal])()
    return policy
