"""Memberships, starting from the person."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from enterprises.models import Member, PaperForm
from enterprises.states import PaperFormKind, PaperFormState


def memberships_of(user: User) -> QuerySet[Member]:
    """Give a person's memberships, oldest first, each with its enterprise, its user and `lew4_pending`.

    A Clic Revenu enterprise waits until its LEW-4 form is processed (seed).
    """
    processed = PaperForm.objects.filter(
        enterprise=OuterRef("enterprise"), kind=PaperFormKind.LEW4, state=PaperFormState.PROCESSED
    )
    return (
        Member.objects.filter(user=user)
        .select_related("enterprise", "user")
        .annotate(lew4_pending=Q(enterprise__is_legacy=True) & ~Exists(processed))
        .order_by("created_at", "pk")
    )


def membership_of(user: User) -> Member | None:
    """Give the membership a person acts under, in one query."""
    return memberships_of(user).first()
