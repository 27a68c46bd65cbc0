"""Accounts being closed, and the link that takes a closing back."""

from datetime import datetime
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet

from accounts.models import User
from citizens.models import AccountClosure

_signer = Signer(salt="citizens.account_closure")


def reopening_token(closure: AccountClosure) -> str:
    """Give the part of the address that the owner's mailbox alone receives: the id of the row, signed."""
    return _signer.sign(closure.pk.hex).replace(":", ".")


def closure_named(token: str) -> AccountClosure | None:
    """Give the row behind an address; nothing for an altered one."""
    try:
        pk = UUID(_signer.unsign(token.replace(".", ":")))
    except (BadSignature, ValueError):
        return None
    return AccountClosure.objects.select_related("user").filter(pk=pk).first()


def open_closure_of(user: User) -> AccountClosure | None:
    return AccountClosure.objects.filter(user=user, taken_back_at=None, erased_at=None).first()


def closures_of(user: User) -> QuerySet[AccountClosure]:
    return AccountClosure.objects.filter(user=user).order_by("-asked_at", "pk")


def closures_to_erase(*, now: datetime) -> QuerySet[AccountClosure]:
    """Give the closings whose time to think is over, the oldest first."""
    due = AccountClosure.objects.filter(taken_back_at=None, erased_at=None, ends_at__lte=now)
    return due.order_by("ends_at", "pk")
