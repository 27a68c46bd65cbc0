"""Clic Revenu enterprises that owe an answer to the terms."""

from django.db.models import QuerySet

from accounts.models import User
from enterprises.models import Member
from enterprises.states import EnterpriseState, MemberState


def memberships_owing_terms(user: User) -> QuerySet[Member]:
    """Give a person's active memberships in Clic Revenu enterprises whose terms nobody has accepted yet."""
    return (
        Member.objects.filter(
            user=user,
            state=MemberState.ACTIVE,
            enterprise__state=EnterpriseState.ACTIVE,
            enterprise__is_legacy=True,
            enterprise__terms_accepted_at=None,
        )
        .select_related("enterprise", "user")
        .order_by("created_at", "pk")
    )
