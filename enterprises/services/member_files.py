"""The files of an enterprise's people, as its RSE keeps them: opened, changed (screens.md U-02, U-03)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.passwords import TEMPORARY_PASSWORD_LASTS, new_temporary_password
from accounts.services.email_changes import give_address
from accounts.services.journal import record
from accounts.services.outbox import enqueue
from accounts.services.user_codes import allocate_user_code
from accounts.states import Portal, UserState
from clicsequr.kernel.errors import AlreadyDone, DomainError, NotFound, StaleState
from enterprises import events
from enterprises.member_notifications import member_created, member_invited, role_given
from enterprises.models import Enterprise, Member
from enterprises.rules.members import (
    REFUSALS,
    Delivery,
    MemberAct,
    MemberRefusal,
    PersonDetails,
    refusal_of,
    sorted_name,
)
from enterprises.services.acting_rse import acting_rse
from enterprises.states import MEMBER_MOVES, MemberRole, MemberState

SAME_CLICK = timedelta(minutes=1)
_DETAILS = ("first_name", "last_name", "phone", "language")


class MemberActRefused(DomainError):
    """An act that the rules refuse, with their sentence."""

    def __init__(self, refusal: MemberRefusal) -> None:
        super().__init__(f"member.{refusal}", REFUSALS[refusal])


class TooManyMembers(DomainError):
    code = "member.too_many"
    message = _("Votre entreprise a atteint le nombre d’utilisateurs permis. Révoquez un dossier, ou appelez-nous.")


class JustCreated(AlreadyDone):
    """The same click twice: a second file would be one too many, and its password the one that is seen."""

    code = "member.just_created"
    message = _("Ce dossier vient d’être créé. Trouvez-le dans la liste; au besoin, modifiez-y le mot de passe.")


@dataclass(frozen=True)
class NewMember:
    """`password` is there once, when it is to be handed over; kept nowhere."""

    member: Member
    password: str = ""


@transaction.atomic
def create_member(details: PersonDetails, *, delivery: Delivery, by: Member, now: datetime) -> NewMember:
    """Open a file and its account, which the person makes their own within seven days (S-05).

    Refuses beyond the number of users an enterprise may have (`TooManyMembers`), and the same click twice
    (`JustCreated`). Every RSE learns of a new one.
    """
    rse = acting_rse(by)
    same = {f"user__{name}": getattr(details, name) for name in ("first_name", "last_name", "email")}
    if Member.objects.filter(enterprise=rse.enterprise, created_at__gt=now - SAME_CLICK, **same).exists():
        raise JustCreated
    others = Member.objects.filter(enterprise=rse.enterprise).exclude(state=MemberState.REVOKED)
    if others.count() >= settings.ENTERPRISE_MEMBERS_LIMIT:
        raise TooManyMembers
    new = open_file(rse.enterprise, details=details, delivery=delivery, by=rse.user, now=now)
    if details.role == MemberRole.RSE:
        enqueue(role_given, member_id=str(new.member.pk))
    return new


def open_file(
    enterprise: Enterprise, *, details: PersonDetails, delivery: Delivery, by: User, now: datetime
) -> NewMember:
    """Open a file and its account in an enterprise that the caller holds, and owe the person their access."""
    code = allocate_user_code(Portal.ENTERPRISES)
    user = User(
        portal=Portal.ENTERPRISES,
        user_code=code,
        username=f"{Portal.ENTERPRISES}:{code}",
        state=UserState.ACTIVE,
        first_name=details.first_name,
        last_name=details.last_name,
        email=details.email,
        phone=details.phone,
        language=details.language,
        password_expires_at=now + TEMPORARY_PASSWORD_LASTS,
    )
    password = new_temporary_password() if delivery == Delivery.SHOWN else ""
    user.set_password(password or None)
    user.save(force_insert=True)
    member = Member.objects.create(
        enterprise=enterprise,
        user=user,
        role=details.role,
        sorted_name=sorted_name(user.first_name, user.last_name, user_code=code),
        state_changed_at=now,
    )
    record(
        events.MEMBER_CREATED, by=by, subject=member, on_behalf_of=enterprise.pk,
        role=details.role, delivery=delivery,
    )  # fmt: skip
    enqueue(member_invited if delivery == Delivery.LINK else member_created, member_id=str(member.pk))
    return NewMember(member, password)


@transaction.atomic
def change_member(member_id: UUID, *, details: PersonDetails, version: int, by: Member, now: datetime) -> Member:
    """Keep a person's details, and make them RSE if asked; refuse oneself, a fellow RSE, a page out of date.

    Both addresses are told of a change of address, every RSE of a new one.
    """
    rse = acting_rse(by)
    member = open_member(member_id, rse=rse, version=version, act=MemberAct.CHANGE)
    changed = [name for name in _DETAILS if getattr(member.user, name) != getattr(details, name)]
    becomes_rse = details.role == MemberRole.RSE
    if not changed and not becomes_rse and member.user.email == details.email:
        return member
    for name in changed:
        setattr(member.user, name, getattr(details, name))
    member.user.save(update_fields=changed)
    if member.user.email != details.email:
        member.user = _change_address(member, email=details.email, by=rse.user, now=now)
        changed.append("email")
    member.role = details.role
    member.sorted_name = sorted_name(member.user.first_name, member.user.last_name, user_code=member.user.user_code)
    save_member(member, "role", "sorted_name")
    record(events.MEMBER_CHANGED, by=rse.user, subject=member, on_behalf_of=rse.enterprise_id, fields=changed)
    if becomes_rse:
        record(events.ROLE_GIVEN, by=rse.user, subject=member, on_behalf_of=rse.enterprise_id, role=MemberRole.RSE)
        enqueue(role_given, member_id=str(member.pk))
    return member


def _change_address(member: Member, *, email: str, by: User, now: datetime) -> User:
    """Give another address, and send there the link that waited at the former one."""
    waits = member.user.password_resets.filter(used_at=None, expires_at__gt=now).exists()
    user = give_address(member.user, email=email, by=by, now=now)
    if waits and user.password_expires_at is not None and member.state != MemberState.SUSPENDED:
        enqueue(member_invited, member_id=str(member.pk))
    return user


@transaction.atomic
def join(user: User, *, now: datetime) -> None:
    """Make active the files that waited for this person's first session."""
    waiting = Member.objects.filter(user=user, state=MemberState.CREATED).select_for_update(of=("self",))
    for member in waiting.order_by("pk"):
        member.state = MEMBER_MOVES.check(member.state, MemberState.ACTIVE)
        member.state_changed_at = now
        save_member(member, "state", "state_changed_at")
        record(events.MEMBER_JOINED, by=user, subject=member, on_behalf_of=member.enterprise_id)


def open_member(member_id: UUID, *, rse: Member, version: int, act: MemberAct) -> Member:
    """Lock a file of the RSE's enterprise, with its account; refuse what the rules refuse and a page out of date."""
    found = Member.objects.filter(enterprise=rse.enterprise, pk=member_id).select_related("user", "enterprise")
    # The account before the file, as a first session does (S-05: the password, then `join`).
    member = found.select_for_update(of=("user", "self")).first()
    if member is None:
        raise NotFound
    refusal = refusal_of(act, is_oneself=member.pk == rse.pk, role=member.role, state=member.state)
    if refusal is not None:
        raise MemberActRefused(refusal)
    if member.version != version:
        raise StaleState
    return member


def save_member(member: Member, *fields: str) -> None:
    """Save the named fields; a page that shows the former version can act no more."""
    member.version += 1
    member.save(update_fields=[*fields, "version"])
