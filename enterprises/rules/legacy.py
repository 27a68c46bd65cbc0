"""Clic Revenu before November 2007: terms first, by the person in charge (seed; screens.md L-01)."""

from typing import TYPE_CHECKING

from enterprises.states import EnterpriseState, MemberState

if TYPE_CHECKING:
    from enterprises.models import Enterprise, Member


def terms_are_owed(enterprise: "Enterprise") -> bool:
    """Say whether a Clic Revenu enterprise has not accepted the terms of clicSÉQUR yet."""
    return enterprise.is_legacy and enterprise.terms_accepted_at is None


def is_led_to_terms(member: "Member | None") -> bool:
    """Say whether every address leads this member to the terms.

    Not a member or an enterprise that may not enter anyway: their own pages say why (screens.md §17).
    """
    if member is None or member.state != MemberState.ACTIVE or member.enterprise.state != EnterpriseState.ACTIVE:
        return False
    return terms_are_owed(member.enterprise)


def may_accept_terms(member: "Member") -> bool:
    """Only the person in charge accepts for the enterprise: the representative has no account of his own."""
    return member.is_active_rse and member.enterprise.state == EnterpriseState.ACTIVE and member.enterprise.is_legacy
