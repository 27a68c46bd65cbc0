"""What time does to a registration: reminded after 30 days, expired and erased after 90, a draft after seven."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.actors import OutsideActor
from accounts.models import User
from accounts.services.journal import record
from accounts.services.outbox import enqueue
from accounts.states import USER_MOVES, UserState
from enterprises import events
from enterprises.models import Enterprise, Member, Registration, Representative
from enterprises.queries.registrations import drafts_to_purge, registrations_to_expire, registrations_to_remind
from enterprises.registration_notifications import registration_reminder
from enterprises.states import (
    ENTERPRISE_MOVES,
    MEMBER_MOVES,
    REGISTRATION_MOVES,
    EnterpriseState,
    MemberState,
    RegistrationState,
)

# What a person typed of themselves or of the enterprise; the reference, the states and the dates stay.
_ERASED = [
    "legal_form_other", "neq", "rq_number", "register_neq", "register_rq_number", "name", "address_line", "city",
    "province", "postal_code", "phone", "sector", "representative_first_name", "representative_last_name",
    "representative_phone", "representative_email", "rse_first_name", "rse_last_name", "rse_phone", "rse_email",
    "password_hash", "contact_times", "document_text",
]  # fmt: skip
_ERASED_OF_ENTERPRISE = [
    "neq", "rq_number", "name", "address_line", "city", "province", "postal_code", "phone", "sector",
]  # fmt: skip
_ERASED_OF_USER = ["first_name", "last_name", "email", "phone"]


@transaction.atomic
def remind_registration(registration_id: UUID, *, now: datetime, by: OutsideActor) -> bool:
    """Remind the RSE, once, that the registration waits for a call (N-08). False when there is nothing to remind."""
    due = registrations_to_remind(now=now).filter(pk=registration_id)
    registration = due.select_for_update(of=("self",)).first()
    if registration is None:
        return False
    registration.reminded_at = now
    registration.save(update_fields=["reminded_at"])
    record(events.REGISTRATION_REMINDED, by=by, subject=registration, on_behalf_of=registration.enterprise_id)
    enqueue(registration_reminder, registration_id=str(registration.pk))
    return True


@transaction.atomic
def expire_registration(registration_id: UUID, *, now: datetime, by: OutsideActor) -> bool:
    """End a registration nobody called about and erase what was typed. False when it is not due.

    The account can still sign in as far as the page that says « Expirée » (X-06); its code is never given again.
    """
    due = registrations_to_expire(now=now).filter(pk=registration_id)
    registration = due.select_for_update(of=("self",)).first()
    if registration is None:
        return False
    registration.state = REGISTRATION_MOVES.check(registration.state, RegistrationState.EXPIRED)
    registration.closed_at = now
    _blank(registration, _ERASED, "state", "closed_at")
    if registration.enterprise_id:
        _erase_enterprise(registration.enterprise_id)
    if registration.rse_user_id:
        user = User.objects.select_for_update().get(pk=registration.rse_user_id)
        if user.state != UserState.CLOSED:
            user.state = USER_MOVES.check(user.state, UserState.CLOSED)
        _blank(user, _ERASED_OF_USER, "state")
    record(events.REGISTRATION_EXPIRED, by=by, subject=registration, on_behalf_of=registration.enterprise_id)
    return True


@transaction.atomic
def purge_draft(registration_id: UUID, *, now: datetime, by: OutsideActor) -> bool:
    """Delete a draft left for more than seven days. False when it is not due."""
    draft = drafts_to_purge(now=now).filter(pk=registration_id).select_for_update().first()
    if draft is None:
        return False
    record(events.REGISTRATION_EXPIRED, by=by, subject=draft, reason="draft")
    draft.delete()
    return True


def _blank(row: Registration | Enterprise | User, fields: list[str], *moved: str) -> None:
    for field in fields:
        setattr(row, field, "")
    row.save(update_fields=[*fields, *moved])


def _erase_enterprise(enterprise_id: UUID) -> None:
    enterprise = Enterprise.objects.select_for_update(of=("self",)).get(pk=enterprise_id)
    if enterprise.state != EnterpriseState.INACTIVE:  # struck off while it waited
        enterprise.state = ENTERPRISE_MOVES.check(enterprise.state, EnterpriseState.INACTIVE)
    _blank(enterprise, _ERASED_OF_ENTERPRISE, "state")
    Representative.objects.filter(enterprise=enterprise).delete()
    for member in Member.objects.filter(enterprise=enterprise, state=MemberState.CREATED):
        member.state = MEMBER_MOVES.check(member.state, MemberState.REVOKED)
        member.save(update_fields=["state"])
