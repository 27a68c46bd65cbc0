"""Does an authorization still stand, and its end, which is the end of every code and token that hang on it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.actors import OutsideActor
from accounts.models import User
from accounts.services.journal import record
from ministry_services import events
from ministry_services.access_policy import Access, policy_of
from ministry_services.models import Authorization
from ministry_services.queries.authorizations import HeldAuthorization, held_authorization
from ministry_services.rules.acr import satisfies
from ministry_services.rules.standing import Ground, fault_of

NOT_FOUND = Access(allowed=False, reason="authorization.not_found")


def standing(authorization: Authorization, *, now: datetime) -> Access:
    """Decide whether an authorization still stands, from the database as it is now; a read, that ends nothing.

    Refused when it ended, when its session is gone, when the application, the service or the account stopped, when the
    service asks for more than the session proved, or when the portal's policy says so (architecture.md §4).
    """
    held = held_authorization(authorization, now=now)
    return standing_of(held, now=now) if held else NOT_FOUND


def standing_of(held: HeldAuthorization, *, now: datetime) -> Access:
    """Decide for an authorization that was just read with all it stands on."""
    authorization = held.authorization
    user, service = authorization.user, authorization.service
    ground = Ground(
        ended_at=authorization.ended_at,
        ends_at=authorization.ends_at,
        relying_party_state=authorization.relying_party.state,
        service_state=service.state,
        service_is_served=held.service_is_served,
        user_is_active=user.is_active,
        session_is_open=held.session_is_open,
        acr_satisfies=satisfies(authorization.acr, service.minimum_acr),
    )
    if fault := fault_of(ground, now=now):
        return Access(allowed=False, reason=fault)
    return policy_of(service.portal).current(
        user, service, authorization.acting_for, subject=authorization.subject, now=now
    )


@transaction.atomic
def end_authorization(authorization: Authorization, *, reason: str, by: User | OutsideActor, now: datetime) -> bool:
    """End it with all its tokens and say so once in the journal; False when it had ended already."""
    ended = Authorization.objects.filter(pk=authorization.pk, ended_at=None).update(ended_at=now)
    if not ended:
        return False
    authorization.ended_at = now
    record(
        events.AUTHORIZATION_ENDED,
        by=by,
        subject=authorization.user,  # who reads in their own history that it ended, whoever ended it
        on_behalf_of=authorization.acting_for.get("enterprise", ""),
        reason=reason,
        authorization=str(authorization.pk),
        application=authorization.relying_party.client_id,
        service=authorization.service.slug,
    )
    return True


def end_authorizations(
    authorizations: Iterable[Authorization], *, reason: str, by: User | OutsideActor, now: datetime
) -> int:
    """End several, in the order of their ids so that two hands never wait for each other; give how many ended now."""
    ordered = sorted(authorizations, key=lambda authorization: authorization.pk)
    return sum(end_authorization(authorization, reason=reason, by=by, now=now) for authorization in ordered)
