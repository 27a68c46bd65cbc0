"""Accounts of Clic Revenu from before November 2007, carried over: terms, then LEW-4, await them (seed)."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.actors import OutsideActor
from accounts.models import AllocatedUserCode, User
from accounts.services.journal import record
from accounts.states import Portal, UserState
from clicsequr.kernel.errors import DomainError
from enterprises import events
from enterprises.models import Enterprise, Member, Representative
from enterprises.register import RegisterEntry, register
from enterprises.rules.members import sorted_name
from enterprises.states import EnterpriseState, MemberRole, MemberState


class NotCarriedOver(DomainError):
    """The code says why; an operator reads it in the rejects file."""


@dataclass(frozen=True, slots=True)
class LegacyAccount:
    """An account as Clic Revenu gives it; `password` is a hash as Django writes it."""

    neq: str
    rq_number: str
    user_code: str
    password: str
    first_name: str
    last_name: str
    email: str
    phone: str
    language: str

    @property
    def username(self) -> str:
        return f"{Portal.ENTERPRISES}:{self.user_code}"


@transaction.atomic
def carry_over_legacy_account(account: LegacyAccount, *, by: User | OutsideActor) -> Member | None:
    """Make the enterprise, its representative, the account and its place as RSE; None when that is already done.

    Refuse (`NotCarriedOver`) an enterprise that the register lacks, does not say to be of Clic Revenu, or that has
    enrolled anew since; and a user code once given out. A second account of one enterprise is a second RSE.
    """
    entry = register().find(neq=account.neq, rq_number=account.rq_number)
    if entry is None:
        raise NotCarriedOver("not_in_register")
    if not entry.is_legacy:
        raise NotCarriedOver("not_legacy")
    enterprise = _enterprise_of(entry)
    if enterprise and enterprise.members.filter(user__username=account.username).exists():
        return None
    if enterprise and not enterprise.is_legacy:
        raise NotCarriedOver("already_registered")
    user = _make_user(account)
    enterprise = enterprise or _make_enterprise(entry)
    name = sorted_name(user.first_name, user.last_name, user_code=user.user_code)
    member = Member.objects.create(
        enterprise=enterprise, user=user, role=MemberRole.RSE, state=MemberState.ACTIVE, sorted_name=name
    )
    record(events.LEGACY_ACCOUNT_IMPORTED, by=by, subject=member, on_behalf_of=enterprise.pk)
    return member


def _enterprise_of(entry: RegisterEntry) -> Enterprise | None:
    same = Q()
    if entry.neq:
        same |= Q(neq=entry.neq)
    if entry.rq_number:
        same |= Q(rq_number=entry.rq_number)
    return Enterprise.objects.select_for_update().filter(same).first()


def _make_user(account: LegacyAccount) -> User:
    try:
        with transaction.atomic():
            AllocatedUserCode.objects.create(portal=Portal.ENTERPRISES, user_code=account.user_code)
    except IntegrityError:
        raise NotCarriedOver("user_code_taken") from None
    user = User(
        portal=Portal.ENTERPRISES,
        user_code=account.user_code,
        username=account.username,
        password=account.password,
        state=UserState.ACTIVE,
        first_name=account.first_name,
        last_name=account.last_name,
        email=account.email,
        phone=account.phone,
        language=account.language,
    )
    user.save(force_insert=True)
    return user


def _make_enterprise(entry: RegisterEntry) -> Enterprise:
    enterprise = Enterprise.objects.create(
        neq=entry.neq,
        rq_number=entry.rq_number,
        name=entry.name,
        legal_form=entry.legal_form,
        address_line=entry.address_line,
        city=entry.city,
        province=entry.province,
        postal_code=entry.postal_code,
        state=EnterpriseState.ACTIVE,
        is_legacy=True,
    )
    for person in register().representatives(entry.id)[:1]:
        Representative.objects.create(
            enterprise=enterprise,
            first_name=person.first_name,
            last_name=person.last_name,
            function=person.function,
        )
    return enterprise
