"""The people of an enterprise, as its RSE finds them: by name or code, by state (screens.md U-01)."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import JournalEntry
from enterprises.models import Enterprise, Member
from enterprises.rules.members import MemberAct, allowed_acts, plain_letters
from enterprises.states import MemberRole, MemberState

MEMBER = "enterprises.Member"  # how the journal names a file
ASSIGNMENTS_SHOWN = 25
FACTS_SHOWN = 25

# The states from which an act starts: the picker lists nobody else (U-05 to U-08).
_STATES = {
    MemberAct.CHANGE: (MemberState.CREATED, MemberState.ACTIVE, MemberState.SUSPENDED),
    MemberAct.SUSPEND: (MemberState.CREATED, MemberState.ACTIVE),
    MemberAct.REACTIVATE: (MemberState.SUSPENDED,),
    MemberAct.REVOKE: (MemberState.CREATED, MemberState.ACTIVE, MemberState.SUSPENDED),
    MemberAct.PASSWORD: (MemberState.CREATED, MemberState.ACTIVE),
}


@dataclass(frozen=True)
class MemberFile:
    """One file as an RSE sees it: the person, and what may be done."""

    member: Member
    acts: list[MemberAct]


def members_by_name(enterprise: Enterprise, *, words: str = "", state: str = "") -> QuerySet[Member]:
    """Give the people whose name or code holds every word typed, accents and capitals apart, by name."""
    found = Member.objects.filter(enterprise=enterprise).select_related("user")
    for word in plain_letters(words).split():
        found = found.filter(sorted_name__contains=word)
    if state in MemberState.values:
        found = found.filter(state=state)
    return found.order_by("sorted_name", "id")


def members_for(act: MemberAct, *, rse: Member, words: str = "") -> QuerySet[Member]:
    """Give the people to whom this RSE may do it."""
    found = members_by_name(rse.enterprise, words=words).filter(state__in=_STATES[act]).exclude(pk=rse.pk)
    if act in {MemberAct.SUSPEND, MemberAct.REACTIVATE}:
        return found
    return found.filter(role="user")


def member_file(member_id: UUID, *, rse: Member) -> MemberFile | None:
    """Give a file of the RSE's enterprise; none of another one."""
    found = Member.objects.filter(enterprise=rse.enterprise, pk=member_id).select_related("user", "enterprise").first()
    if found is None:
        return None
    return MemberFile(found, allowed_acts(is_oneself=found.pk == rse.pk, role=found.role, state=found.state))


def facts_of(member: Member) -> QuerySet[JournalEntry]:
    """Give what was done with a file in the name of its enterprise, newest first."""
    facts = JournalEntry.objects.filter(
        subject_type=MEMBER, subject_id=str(member.pk), on_behalf_of=str(member.enterprise_id)
    )
    return facts.order_by("-id")[:FACTS_SHOWN]


def colleagues_with(email: str, *, enterprise: Enterprise) -> QuerySet[Member]:
    """Give who of the enterprise already has this address: a warning, no refusal (U-02)."""
    same = Member.objects.filter(enterprise=enterprise, user__email__iexact=email)
    return same.exclude(state=MemberState.REVOKED).select_related("user")


def suspended_users(enterprise: Enterprise) -> int:
    """Give how many users are suspended: nothing can be assigned to them until they are reactivated (P-04)."""
    return Member.objects.filter(enterprise=enterprise, role=MemberRole.USER, state=MemberState.SUSPENDED).count()
