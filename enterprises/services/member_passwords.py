"""A way in for a person of one's enterprise (screens.md U-08): the RSE never sees a password that lasts."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.passwords import TEMPORARY_PASSWORD_LASTS, new_temporary_password
from accounts.services.journal import record
from accounts.services.outbox import enqueue
from accounts.services.passwords import set_temporary_password
from enterprises import events
from enterprises.member_notifications import member_invited
from enterprises.models import Member
from enterprises.rules.members import Delivery, MemberAct
from enterprises.services.acting_rse import acting_rse
from enterprises.services.member_files import (
    NewMember,
    open_member,
)


@transaction.atomic
def renew_password(member_id: UUID, *, delivery: Delivery, version: int, by: Member, now: datetime) -> NewMember:
    """End a person's password; they choose another within seven days, by a link or after a temporary one.

    Unlocks the account and ends its sessions. Refuses a suspended file, a revoked one, one's own.
    """
    rse = acting_rse(by)
    member = open_member(member_id, rse=rse, version=version, act=MemberAct.PASSWORD)
    password = new_temporary_password()
    set_temporary_password(member.user, password=password, until=now + TEMPORARY_PASSWORD_LASTS, by=rse.user)
    record(
        events.MEMBER_PASSWORD_RENEWED, by=rse.user, subject=member, on_behalf_of=rse.enterprise_id, delivery=delivery
    )
    if delivery == Delivery.SHOWN:
        return NewMember(member, password)
    enqueue(member_invited, member_id=str(member.pk))
    return NewMember(member)
