"""What the provider asks of clicSÉQUR – Entreprises: who is signed in, for which enterprise, and what that allows."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from enterprises.middleware import owes_terms
from enterprises.models import Member
from enterprises.queries.holders import holders
from enterprises.queries.members import memberships_of
from enterprises.queries.rights import Held, effective_right, right_in_name_of
from enterprises.rules.access import Reason, may_enter
from enterprises.views.acting_for import KEPT
from ministry_services.access_policy import Access, ChoiceNeeded
from ministry_services.models import OnlineService
from ministry_services.states import ServiceState

DETAILS_TYPE = "service_access"
MOST_MEMBERSHIPS = 50
_ACCOUNT_NOT_ACTIVE = Access(allowed=False, reason="account_not_active")
NOT_THEIRS = "not_theirs"  # nothing is said of an enterprise to who is no member of it and holds nothing of it
_STRANGER = Access(allowed=False, reason=NOT_THEIRS)
_TERMS_OWED = Access(allowed=False, reason="terms_owed")


class EnterpriseAccess:
    def entering(self, request: HttpRequest, service: OnlineService, *, enterprise: str, now: datetime) -> Access:
        """Decide for the session in hand, as `entry` does. There is no `actor` yet: `current` gives it.

        The terms of a Clic Revenu enterprise come before every service, as before every page.
        """
        if owes_terms(request):
            return _TERMS_OWED
        held = entry(request, service, enterprise=enterprise, now=now)
        return _access(held, service) if held else _STRANGER

    def current(
        self, user: User, service: OnlineService, acting_for: Mapping[str, str], *, subject: str, now: datetime
    ) -> Access:
        """Decide again on the membership and the enterprise of an authorization, in one statement.

        The account as it was just read; all the rest as it stands now.
        """
        if not user.is_active:
            return _ACCOUNT_NOT_ACTIVE
        names = {"member_id": acting_for["member"], "grantor_id": acting_for["enterprise"]}
        held = right_in_name_of(user, service, **names, now=now)
        return _access(held, service, subject=subject) if held else _STRANGER

    def between(self, user: User, service: OnlineService, *, enterprise: str, now: datetime) -> Access:
        """Decide for a person and a NEQ: by their own enterprise of that NEQ, or by what it gave another of theirs."""
        if not user.is_active:
            return _ACCOUNT_NOT_ACTIVE
        # No reason is told here, so none is looked for: a stranger costs what a member without the right does.
        found = holders(user, service, now=now, neq=enterprise, most=1) if enterprise else []
        if not found:
            return _STRANGER
        held = right_in_name_of(user, service, member_id=found[0][0], grantor_id=found[0][1], now=now)
        return _access(held, service) if held else _STRANGER

    def claims(self, user: User, *, scope: frozenset[str]) -> dict[str, Any]:
        """Nothing beside `authorization_details` and `act`, which the decision itself holds."""
        return {}


def entry(request: HttpRequest, service: OnlineService, *, enterprise: str, now: datetime) -> Held | None:
    """Give the right by which the session in hand opens a service, or the one whose reason is to be told.

    The enterprise that the service names; else the one chosen for this session, if it holds the right; else the only
    one that holds it. None where the service names an enterprise of which the person has nothing.
    Raises ChoiceNeeded where several hold it, or another than the one chosen.
    """
    user = cast(User, request.user)  # the provider asks once somebody is signed in
    if enterprise:
        return _named(user, service, enterprise, now=now)
    kept = request.session.get(KEPT)
    chosen = kept and right_in_name_of(user, service, member_id=kept["member"], grantor_id=kept["grantor"], now=now)
    if chosen and (chosen.right.allowed or chosen.right.reason == Reason.SERVICE_CLOSED):
        return chosen
    found = holders(user, service, now=now)
    # What was begun in one name must not be done in another without a word; a closed service asks for no choice.
    if service.state == ServiceState.OPEN and (len(found) > 1 or (found and chosen)):
        query = urlencode({"next": request.get_full_path(), "service": service.slug})
        raise ChoiceNeeded(f"{reverse('enterprises:acting-for')}?{query}")
    if found:
        return right_in_name_of(user, service, member_id=found[0][0], grantor_id=found[0][1], now=now)
    return chosen or _refused(memberships_of(user), service, now=now)


def _named(user: User, service: OnlineService, neq: str, *, now: datetime) -> Held | None:
    """Give what a person may do in the name of one NEQ; of an enterprise that is not theirs, nothing is said."""
    found = holders(user, service, now=now, neq=neq, most=1)
    if found:
        return right_in_name_of(user, service, member_id=found[0][0], grantor_id=found[0][1], now=now)
    return _refused(memberships_of(user).filter(enterprise__neq=neq), service, now=now)


def _refused(memberships: QuerySet[Member], service: OnlineService, *, now: datetime) -> Held | None:
    """Give the refusal to tell: that of a membership that lets in, rather than of one that ended."""
    members = list(memberships[:MOST_MEMBERSHIPS])
    member = next((member for member in members if may_enter(member).allowed), members[0] if members else None)
    return Held(member, member.enterprise, effective_right(member, service, now=now)) if member else None


def _access(held: Held, service: OnlineService, *, subject: str = "") -> Access:
    if not held.right.allowed:
        return Access(allowed=False, reason=str(held.right.reason))
    return Access(
        allowed=True,
        reason=str(held.right.reason),
        acting_for={"member": str(held.member.pk), "enterprise": str(held.grantor.pk)},
        details=_details(held, service),
        actor=_actor(held, subject) if subject else None,
    )


def _details(held: Held, service: OnlineService) -> dict[str, Any]:
    """Give the object of `authorization_details` (RFC 9396 §2).

    `procuration` is null for an RSE at home, `tasks` null where nothing is restricted, `until` null where no day is
    set. With several procurations at once: all their tasks, the number of the one that lasts longest.
    """
    right = held.right
    return {
        "type": DETAILS_TYPE,
        "service": service.slug,
        "enterprise": {"neq": held.grantor.neq or None, "name": held.grantor.name},
        "role": str(held.member.role),
        "procuration": right.grant.procuration_number if right.grant else None,
        "tasks": None if right.tasks is None else sorted(right.tasks),
        "until": right.until.isoformat() if right.until else None,
    }


def _actor(held: Held, subject: str) -> dict[str, Any]:
    """Give the `act` claim (RFC 8693 §4.1): the person acts, for the enterprise of the details.

    By an external procuration, the enterprise that received it stands between them, as the actor before (nested).
    """
    actor: dict[str, Any] = {"sub": subject}
    home = held.member.enterprise
    if home.pk != held.grantor.pk and home.neq:
        actor["act"] = {"sub": f"urn:clicsequr:neq:{home.neq}"}
    return actor
