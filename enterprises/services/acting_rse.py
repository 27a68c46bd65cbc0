"""Who acts for an enterprise, as they are at this moment."""

from clicsequr.kernel.errors import NotAllowed
from enterprises.models import Enterprise, Member
from enterprises.queries.members import memberships_of
from enterprises.rules.access import may_enter
from enterprises.states import MemberRole


def acting_rse(by: Member) -> Member:
    """Lock and give the member and the enterprise as they are now; refuse who is not its active RSE any more.

    Whatever the RSEs of one enterprise do to each other's work waits its turn here.
    """
    # The enterprise first, in a statement of its own: two RSE who act on each other must not hold half each, and the
    # one who waited must read what the other did.
    Enterprise.objects.select_for_update(no_key=True).only("pk").get(pk=by.enterprise_id)
    member = memberships_of(by.user).filter(pk=by.pk).select_for_update(of=("self",), no_key=True).get()
    decision = may_enter(member, lew4_pending=member.lew4_pending, roles={MemberRole.RSE})  # type: ignore[attr-defined]  # annotated
    if not decision.allowed:
        raise NotAllowed(f"rse.{decision.reason}")
    return member
