"""Which accounts are whose. Nothing here is told to anybody before they have proven who they are (screens.md C-15)."""

from uuid import UUID, uuid4

from django.db.models import QuerySet

from accounts.models import User
from accounts.states import UserState
from citizens.models import IdentityProof, RegisteredPerson
from citizens.register import register


def accounts_of(reference: UUID) -> QuerySet[User]:
    """Give the accounts of a person of the register that are not closed, the oldest first."""
    owned = User.objects.filter(identity_proof__reference=reference).exclude(state=UserState.CLOSED)
    return owned.order_by("created_at", "pk")


def person_asked_about(nas: str) -> RegisteredPerson:
    """Give the subject of a fact about this number, for the journal alone: a row that is not read.

    Somebody whom the register does not know gets a name of the moment: the journal and its cost look alike.
    """
    return RegisteredPerson(pk=register().find(nas) or uuid4())


def proof_of(user: User) -> IdentityProof | None:
    """Give the proof of an account, of any portal: only a citizen's has one."""
    return IdentityProof.objects.filter(user=user).first()
