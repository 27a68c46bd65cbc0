"""Changes of address: the one that waits, the one that may still be undone, and the link that does it."""

from datetime import datetime
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet

from accounts.models import EmailChange, User

_signer = Signer(salt="accounts.email_change")


def undo_token(change: EmailChange) -> str:
    """Give the part of the address that the former mailbox alone receives: the id of the row, signed."""
    return _signer.sign(change.pk.hex).replace(":", ".")


def change_of(token: str) -> EmailChange | None:
    """Give the row behind an address; nothing for an altered one."""
    try:
        pk = UUID(_signer.unsign(token.replace(".", ":")))
    except (BadSignature, ValueError):
        return None
    return EmailChange.objects.select_related("user").filter(pk=pk).first()


def changes_of(user: User) -> QuerySet[EmailChange]:
    return EmailChange.objects.filter(user=user).order_by("-asked_at", "pk")


def pending_change_of(user: User) -> EmailChange | None:
    """Give the change that waits for its 48 hours (R-05); nothing when there is none."""
    return changes_of(user).filter(done_at=None, undone_at=None).first()


def recent_change_of(user: User, *, now: datetime) -> EmailChange | None:
    """Give the latest change not undone that waits or that may still be undone: one query for a banner."""
    return changes_of(user).filter(undone_at=None, undo_until__gt=now).first()


def due_changes(*, now: datetime) -> QuerySet[EmailChange]:
    return EmailChange.objects.filter(done_at=None, undone_at=None, takes_effect_at__lte=now).order_by(
        "takes_effect_at", "pk"
    )
