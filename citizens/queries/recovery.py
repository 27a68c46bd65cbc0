"""Which accounts a recovery is about, starting from what the person has shown."""

from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from accounts.states import Portal, UserState
from citizens.models import IdentityProof
from citizens.queries.identity import accounts_of


def accounts_with_email(email: str) -> QuerySet[User]:
    """Give the accounts whose codes go to this address (R-02): all but those closed for good."""
    found = User.objects.filter(portal=Portal.CITIZENS, email__iexact=email).exclude(state=UserState.CLOSED)
    return found.order_by("user_code")


def accounts_to_reach(reference: UUID) -> QuerySet[User]:
    """Give the accounts of a person whose address may change (R-05), the oldest first."""
    return accounts_of(reference).filter(portal=Portal.CITIZENS, state=UserState.ACTIVE)


def proven_person(user: User) -> UUID | None:
    """Give the person of the register that this account was proven for; nothing without a proof."""
    return IdentityProof.objects.filter(user=user).values_list("reference", flat=True).first()
