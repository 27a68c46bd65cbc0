"""What a sign-in looks at after the right password."""

from django.conf import settings
from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.states import UserState
from clicsequr.kernel.statements import Lookup
from enterprises.models import Member, Registration
from enterprises.states import EnterpriseState, MemberRole, MemberState

_MEMBERSHIPS = Lookup(Member, "WHERE t.user_id = %s ORDER BY t.created_at, t.id", also="enterprise")
# Somebody suspended in one enterprise still works for the other.
_BEST_FIRST = [MemberState.ACTIVE, MemberState.CREATED, MemberState.SUSPENDED, MemberState.REVOKED]


def best_membership(user: User) -> Member | None:
    """Give the membership that lets the person in, or the one that explains why none does."""
    return min(_MEMBERSHIPS.all(user.pk), key=_rank, default=None)


def _rank(member: Member) -> tuple[int, bool]:
    return _BEST_FIRST.index(MemberState(member.state)), member.enterprise.state != EnterpriseState.ACTIVE


def latest_registration(user: User) -> Registration | None:
    """Give the registration that made this account."""
    return Registration.objects.filter(rse_user=user).order_by("-created_at").first()


def users_of_enterprise(number: str, *, email: str) -> QuerySet[User]:
    """Give the accounts of an enterprise, by either of its numbers, with this address; those who wait included."""
    enterprise = Q(memberships__enterprise__neq=number) | Q(memberships__enterprise__rq_number=number)
    return (
        User.objects.filter(enterprise, email__iexact=email)
        .exclude(state=UserState.CLOSED)
        .order_by("user_code")
        .distinct()
    )


def may_have_password_link(user: User) -> bool:
    """Say whether a person resets their own password by e-mail (screens.md (b)): an RSE always may."""
    if settings.RSE_SELF_SERVICE_RESET:
        return True
    others = Member.objects.filter(user=user).exclude(state=MemberState.REVOKED)
    return not others.exists() or others.filter(role=MemberRole.RSE).exists()
